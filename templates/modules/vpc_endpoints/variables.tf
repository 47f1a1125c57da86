variable "endpoint_policies" {
  type = map(list(object({
    effect     = optional(string, "Allow")
    actions    = list(string)
    resources  = list(string)
    conditions = optional(map(map(list(string))), {})
  })))
  description = "What may be done through an endpoint, by service; everything where none is given"
  default     = {}
}

variable "gateway_service_names" {
  type        = map(string)
  description = "Names of the services that have a gateway endpoint, by service"
  default     = {}
}

variable "interface_service_names" {
  type        = map(string)
  description = "Names of the services that have an interface endpoint, by service"
  default     = {}
}

variable "name" {
  type        = string
  description = "First part of the endpoints' names"
}

variable "private_subnet_ids" {
  type        = map(string)
  description = "Ids of the private subnets, by zone"
}

variable "route_table_ids" {
  type        = map(map(string))
  description = "Ids of the route tables that lead to gateway endpoints, by tier and zone"
  default     = {}
}

variable "security_group_ids" {
  type        = list(string)
  description = "Security groups of the interface endpoints"
  default     = []
}

variable "vpc_id" {
  type        = string
  description = "Id of the VPC"
}
