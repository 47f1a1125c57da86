variable "role_arn" {
  type    = string
  default = null
}

variable "vpc_id" {
  description = "VPC of the balancer; nothing is logged without one"
  type        = string
  default     = null
}

variable "cluster_settings" {
  description = "A setting, or a list of them"
  type        = any
  default = [
    {
      name  = "containerInsights"
      value = "enabled"
    }
  ]
}

variable "fargate_capacity_providers" {
  type = any
  default = {
    FARGATE      = { default_capacity_provider_strategy = { weight = 50, base = 20 } }
    FARGATE_SPOT = { default_capacity_provider_strategy = { weight = 50 } }
  }
}

variable "services" {
  type = map(object({
    image       = string
    cpu         = optional(number, 256)
    port        = optional(number)
    public      = optional(bool, false)
    environment = optional(map(string), {})
    health_check = optional(object({
      path = optional(string)
    }))
    autoscaling = optional(object({
      min      = optional(number, 1)
      max      = optional(number, 4)
      policies = optional(map(any), {})
    }), {})
  }))
  default = {
    web = { image = "nginx:1", port = 80, public = true, environment = { DEBUG = 1 } }
    job = { image = "job:1", autoscaling = { max = 2 } }
  }

  validation {
    condition     = alltrue([for name, service in var.services : can(regex("^[a-z-]+$", name)) && service.cpu >= 256])
    error_message = "A service needs a name of small letters and 256 units of CPU."
  }
}

variable "subnet_mappings" {
  type    = list(map(string))
  default = null
}

variable "stickiness" {
  type    = number
  default = 0
}

variable "force_destroy" {
  type      = bool
  default   = false
  sensitive = true
}
