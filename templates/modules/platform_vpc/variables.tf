variable "cluster_name" {
  type        = string
  description = "Name of the platform's cluster, which the tags have"
}

variable "private_zones" {
  type        = list(string)
  description = "Zones with a private subnet"
}

variable "public_zones" {
  type        = list(string)
  description = "Zones with a public subnet"
  default     = []
}
