variable "secondary_cidr_blocks" {
  type        = list(string)
  description = "IPv4 blocks of the VPC beside its first one"

  validation {
    condition = alltrue([
      for block in var.secondary_cidr_blocks :
      can(cidrhost(block, 0)) && tonumber(split("/", block)[1]) >= 16 && tonumber(split("/", block)[1]) <= 28
    ])
    error_message = "AWS takes blocks from /16 to /28."
  }
}

variable "vpc_id" {
  type        = string
  description = "Id of the VPC"
}
