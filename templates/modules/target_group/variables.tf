variable "deregistration_delay" {
  type        = number
  description = "Seconds that open connections get when a target leaves"
  default     = 30

  validation {
    condition     = var.deregistration_delay >= 0 && var.deregistration_delay <= 3600
    error_message = "AWS takes 0 to 3600 seconds."
  }
}

variable "health_check" {
  type = object({
    path                = optional(string, "/")
    success_codes       = optional(string, "200")
    interval            = optional(number, 30)
    timeout             = optional(number, 5)
    healthy_threshold   = optional(number, 3)
    unhealthy_threshold = optional(number, 3)
  })
  description = "How the balancer asks whether a target is well; times in seconds"
  default     = {}

  validation {
    condition     = var.health_check.timeout < var.health_check.interval
    error_message = "A health check's timeout lies below its interval."
  }
}

variable "name" {
  type        = string
  description = "Name of the target group"

  validation {
    condition     = length(var.name) <= 32
    error_message = "A target group's name has up to 32 characters."
  }
}

variable "port" {
  type        = number
  description = "Port of targets that name none"
  default     = 80
}

variable "target_type" {
  type        = string
  description = "Kind of targets: instance, or ip where tasks have their own addresses"
  default     = "instance"

  validation {
    condition     = contains(["instance", "ip"], var.target_type)
    error_message = "Targets of ECS are of type instance or ip."
  }
}

variable "vpc_id" {
  type        = string
  description = "Id of the VPC"
}
