variable "cluster_name" {
  type        = string
  description = "Name of the cluster"
}

variable "container_insights" {
  type        = string
  description = "Container Insights of the cluster, which counts tasks: enabled, enhanced or disabled"
  default     = "enabled"
}

variable "dimensions" {
  type = object({
    routes    = optional(map(object({ LoadBalancer = string, TargetGroup = string })), {})
    listeners = optional(map(object({ LoadBalancer = string, TargetGroup = string })), {})
  })
  description = "Balancer and target group as metrics name them, by route: of application and of network balancers"
  default     = {}
}

variable "family" {
  type        = string
  description = "Name of the dashboard"
}

variable "region" {
  type        = string
  description = "Region of the cluster"
}

variable "service_name" {
  type        = string
  description = "Name of the service"
}
