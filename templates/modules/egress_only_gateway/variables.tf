variable "internet_destinations" {
  type        = list(string)
  description = "Blocks of the internet that the routes lead to, of IPv4 and IPv6"
  default     = ["0.0.0.0/0", "::/0"]
}

variable "name" {
  type        = string
  description = "Name of the gateway"
}

variable "route_table_ids" {
  type        = map(string)
  description = "Ids of the private subnets' route tables, by zone"
}

variable "subnet_ids" {
  type        = map(string)
  description = "Ids of the private subnets, by zone"
}

variable "vpc_id" {
  type        = string
  description = "Id of the VPC"
}
