variable "cluster_name" {
  type        = string
  description = "Name of the cluster"
}

variable "container_insights" {
  type        = string
  description = "Container Insights of the cluster, which counts tasks: enabled, enhanced or disabled"
  default     = "enabled"
}

variable "family" {
  type        = string
  description = "Name of the dashboard"
}

variable "listener_dimensions" {
  type = map(object({
    LoadBalancer = string
    TargetGroup  = string
  }))
  description = "Network balancer and target group as metrics name them, by route"
  default     = {}
}

variable "region" {
  type        = string
  description = "Region of the cluster"
}

variable "route_dimensions" {
  type = map(object({
    LoadBalancer = string
    TargetGroup  = string
  }))
  description = "Application balancer and target group as metrics name them, by route"
  default     = {}
}

variable "service_name" {
  type        = string
  description = "Name of the service"
}
