variable "ipv6_names" {
  type        = list(string)
  description = "Names that lead to the balancer by IPv6 too: those of a dual-stack one"
  default     = []
}

variable "load_balancer" {
  type = object({
    dns_name = string
    zone_id  = string
  })
  description = "DNS name of the balancer, and the hosted zone of that name"
}

variable "names" {
  type        = list(string)
  description = "Names that lead to the balancer"
}

variable "zone_id" {
  type        = string
  description = "Hosted zone of the names"
}
