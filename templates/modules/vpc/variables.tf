variable "cidr" {
  type        = string
  description = "IPv4 block of the VPC"
  default     = "10.0.0.0/16"

  validation {
    condition     = can(cidrhost(var.cidr, 0)) && tonumber(split("/", var.cidr)[1]) >= 16 && tonumber(split("/", var.cidr)[1]) <= 28
    error_message = "AWS takes blocks from /16 to /28."
  }
}

variable "ipv6" {
  type        = bool
  description = "Whether the VPC has an IPv6 block of Amazon's too"
  default     = false
}

variable "name" {
  type        = string
  description = "Name of the VPC"
}
