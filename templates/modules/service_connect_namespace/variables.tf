variable "cluster_name" {
  type        = string
  description = "Name of the cluster whose services know each other here"
}

variable "name" {
  type        = string
  description = "Name of the namespace in Cloud Map"

  validation {
    condition     = can(regex("^[!-~]+$", var.name)) && length(var.name) <= 1024
    error_message = "A namespace has up to 1024 characters, without blanks."
  }
}
