variable "capacity_providers" {
  type        = map(string)
  description = "Names of the cluster's capacity providers, by capacity"
}

variable "cluster_name" {
  type        = string
  description = "Name of the cluster"
}
