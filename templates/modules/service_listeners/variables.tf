variable "listeners" {
  type = map(object({
    load_balancer_arn        = string
    load_balancer_arn_suffix = string
    port                     = number
    protocol                 = optional(string, "tcp")
    certificate_arn          = optional(string)
    further_certificate_arns = optional(map(string), {})
    ssl_policy               = optional(string, "ELBSecurityPolicy-TLS13-1-2-2021-06")
    alpn_policy              = optional(string)
    target_group_name        = string
    container                = string
    container_port           = number
    deregistration_delay     = optional(number, 30)
    # tcp only connects: path, codes and timeout are of http and https.
    health_check = optional(object({
      protocol            = optional(string, "tcp")
      port                = optional(string, "traffic-port")
      path                = optional(string, "/")
      success_codes       = optional(string, "200")
      timeout             = optional(number, 5)
      interval            = optional(number, 30)
      healthy_threshold   = optional(number, 3)
      unhealthy_threshold = optional(number, 3)
    }), {})
  }))
  description = "Ports of network balancers that lead to a port of a container, by route; times in seconds"

  validation {
    condition = alltrue([
      for listener in var.listeners : contains(["tcp", "udp", "tcp_udp", "tls"], listener.protocol)
    ])
    error_message = "A network balancer listens with tcp, udp, tcp_udp or tls."
  }

  validation {
    condition = alltrue([
      for listener in var.listeners : contains(["tcp", "http", "https"], listener.health_check.protocol)
    ])
    error_message = "A network balancer checks by tcp, http or https."
  }

  validation {
    condition     = alltrue([for listener in var.listeners : listener.alpn_policy == null || listener.protocol == "tls"])
    error_message = "Only a listener on tls agrees on protocols."
  }

  validation {
    condition     = alltrue([for listener in var.listeners : length(listener.further_certificate_arns) <= 25])
    error_message = "A listener has up to 25 certificates beside the default one."
  }

  validation {
    condition     = alltrue([for listener in var.listeners : length(listener.target_group_name) <= 32])
    error_message = "A target group's name has up to 32 characters."
  }
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
