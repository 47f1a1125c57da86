variable "cluster_name" {
  type        = string
  description = "Name of the cluster, once it exists"
}
