variable "private_subnet_ids" {
  type        = map(string)
  description = "Ids of the private subnets, by zone"
}

variable "route_table_ids" {
  type        = map(string)
  description = "Ids of the route tables that get the routes, by zone"
}

variable "routes" {
  type = map(object({
    transit_gateway_id        = optional(string)
    vpc_peering_connection_id = optional(string)
    network_interface_id      = optional(string)
    gateway_id                = optional(string)
  }))
  description = "Target of each route, by the IPv4 or IPv6 block that it leads to"
}
