variable "cluster_name" {
  type        = string
  description = "Name of the cluster"
}

variable "namespaces" {
  type        = list(string)
  description = "Names of the private DNS namespaces"
}

variable "vpc_id" {
  type        = string
  description = "Id of the VPC in which the names are known"
}
