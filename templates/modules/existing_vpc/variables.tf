variable "private_subnet_ids" {
  type        = map(string)
  description = "Ids of the private subnets, by zone"
}

variable "public_subnet_ids" {
  type        = map(string)
  description = "Ids of the public subnets, by zone, where there are some"
  default     = {}
}

variable "vpc_id" {
  type        = string
  description = "Id of the VPC"
}
