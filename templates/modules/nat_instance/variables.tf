variable "ami_parameter" {
  type        = string
  description = "Public SSM parameter that names the image"
}

variable "cluster_name" {
  type        = string
  description = "Name of the cluster"
}

variable "environment" {
  type        = string
  description = "Stage; tag Environment of the volumes"
}

variable "internet_destinations" {
  type        = list(string)
  description = "Blocks of the internet that the routes lead to, of IPv4 and IPv6"
  default     = ["0.0.0.0/0", "::/0"]
}

variable "nat_allocation_ids" {
  type        = map(string)
  description = "Allocation ids of elastic IP addresses that exist, by zone of the host; other zones get new ones"
  default     = {}
}

variable "nat_instance_type" {
  type        = string
  description = "EC2 instance type of each host"
  default     = "t4g.micro"
}

variable "nat_zones" {
  type        = map(string)
  description = "Zone of the host that each zone's private subnet uses"
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

variable "security_group_ids" {
  type        = list(string)
  description = "Ids of the hosts' security groups, once their rules stand"
}
