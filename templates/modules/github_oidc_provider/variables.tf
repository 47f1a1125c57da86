variable "account_id" {
  type        = string
  description = "Account that the provider belongs to"
}

variable "partition" {
  type        = string
  description = "Partition of AWS that the account is in"
  default     = "aws"
}
