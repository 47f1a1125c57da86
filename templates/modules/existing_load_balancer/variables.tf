variable "arn" {
  type        = string
  description = "ARN of the balancer; or its name"
  default     = null
}

variable "listener_ports" {
  type        = map(number)
  description = "Ports of the listeners that rules are added to, by protocol"
  default     = {}
}

variable "name" {
  type        = string
  description = "Name of the balancer; or its ARN"
  default     = null
}
