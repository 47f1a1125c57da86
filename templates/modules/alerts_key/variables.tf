variable "account_id" {
  type        = string
  description = "Account that the key belongs to"
}

variable "budget_names" {
  type        = list(string)
  description = "Budgets that publish through the key; without one AWS Budgets may not use it"
  default     = []
}

variable "cluster_name" {
  type        = string
  description = "Name of the cluster"

  validation {
    condition     = length(var.cluster_name) <= 243
    error_message = "With alias/ before it and -alerts behind it, an alias has up to 256 characters."
  }
}

variable "partition" {
  type        = string
  description = "Partition of AWS that the account is in"
  default     = "aws"
}
