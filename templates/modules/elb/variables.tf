variable "access_logs" {
  type = object({
    bucket = string
  })
  description = "Bucket of the access logs, which the balancer may write to; no logs without it"
  default     = null
}

variable "autoscaling_group_names" {
  type        = map(string)
  description = "Autoscaling groups whose instances stand behind the balancer, by instance group"
}

variable "health_check" {
  type = object({
    target              = string
    interval            = optional(number, 30)
    timeout             = optional(number, 5)
    healthy_threshold   = optional(number, 3)
    unhealthy_threshold = optional(number, 3)
  })
  description = "How the balancer asks whether an instance is well, such as HTTP:8080/healthz; times in seconds"

  validation {
    condition     = var.health_check.timeout < var.health_check.interval
    error_message = "A health check's timeout lies below its interval."
  }
}

variable "idle_timeout" {
  type        = number
  description = "Seconds that a connection may idle"
  default     = 60

  validation {
    condition     = var.idle_timeout >= 1 && var.idle_timeout <= 4000
    error_message = "AWS takes 1 to 4000 seconds."
  }
}

variable "internal" {
  type        = bool
  description = "Whether the balancer has private addresses only"
  default     = false
}

variable "listeners" {
  type = map(object({
    port              = number
    protocol          = optional(string, "tcp")
    instance_port     = number
    instance_protocol = optional(string, "tcp")
    certificate_arn   = optional(string)
  }))
  description = "Ports of the balancer, and where they lead on the instances; protocols are tcp, ssl, http and https"

  validation {
    condition = alltrue([
      for listener in var.listeners :
      listener.certificate_arn != null || !contains(["https", "ssl"], listener.protocol)
    ])
    error_message = "A listener of https or ssl has a certificate."
  }
}

variable "name" {
  type        = string
  description = "Name of the balancer"

  validation {
    condition     = length(var.name) <= 32
    error_message = "A balancer's name has up to 32 characters."
  }
}

variable "security_group_ids" {
  type        = list(string)
  description = "Security groups of the balancer"
}

variable "subnet_ids" {
  type        = map(string)
  description = "Ids of the balancer's subnets, by zone"
}
