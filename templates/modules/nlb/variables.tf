variable "access_logs" {
  type = object({
    bucket = string
  })
  description = "Bucket of the access logs, which AWS may write to; no logs without it"
  default     = null
}

variable "deletion_protection" {
  type        = bool
  description = "Whether AWS refuses to delete the balancer"
  default     = true
}

variable "internal" {
  type        = bool
  description = "Whether the balancer has private addresses only"
  default     = false
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
  description = "Security groups of the balancer; one made without any can never have one"
}

variable "static_ip_zones" {
  type        = set(string)
  description = "Zones in which the balancer has an elastic IP: all of them or none"
  default     = []

  validation {
    condition     = contains([0, length(var.subnet_ids)], length(var.static_ip_zones))
    error_message = "A balancer has an elastic IP in each of its zones or in none."
  }

  validation {
    condition     = length(var.static_ip_zones) == 0 || !var.internal
    error_message = "Elastic IPs are public, and this balancer is internal."
  }
}

variable "subnet_ids" {
  type        = map(string)
  description = "Ids of the balancer's subnets, by zone"
}
