variable "name" {
  type        = string
  description = "Name of the endpoint"
}

variable "security_group_ids" {
  type        = list(string)
  description = "Ids of the endpoint's security groups, once their rules stand"
}

variable "subnet_id" {
  type        = string
  description = "Id of the endpoint's subnet"
}
