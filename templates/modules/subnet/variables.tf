variable "cidrs" {
  type        = map(string)
  description = "IPv4 block of each subnet, by zone"
}

variable "ipv6_indexes" {
  type        = map(number)
  description = "Which /64 of the VPC's /56 each subnet takes, by zone; none without IPv6"
  default     = {}
}

variable "name" {
  type        = string
  description = "First part of the subnets' names"
}

variable "vpc_id" {
  type        = string
  description = "Id of the VPC"
}

variable "vpc_ipv6_cidr" {
  type        = string
  description = "IPv6 block of the VPC"
  default     = null
}
