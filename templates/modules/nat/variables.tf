variable "internet_destinations" {
  type        = list(string)
  description = "Blocks of the internet that the routes lead to, of IPv4 and IPv6"
  default     = ["0.0.0.0/0", "::/0"]
}

variable "name" {
  type        = string
  description = "First part of the gateways' names"
}

variable "nat_allocation_ids" {
  type        = map(string)
  description = "Allocation ids of elastic IP addresses that exist, by zone of the gateway; other zones get new ones"
  default     = {}
}

variable "nat_zones" {
  type        = map(string)
  description = "Zone of the gateway that each zone's private subnet uses"
}

variable "private_route_table_ids" {
  type        = map(string)
  description = "Ids of the private subnets' route tables, by zone"
}

variable "private_subnet_ids" {
  type        = map(string)
  description = "Ids of the private subnets, by zone"
}

variable "public_subnet_ids" {
  type        = map(string)
  description = "Ids of the public subnets, by zone, which have their way out"
}
