variable "id" {
  type        = string
  description = "Id of the group; or its tag Name"
  default     = null
}

variable "ingress" {
  type = map(object({
    description       = optional(string)
    protocol          = optional(string, "tcp")
    from_port         = optional(number)
    to_port           = optional(number)
    cidr_ipv4         = optional(string)
    cidr_ipv6         = optional(string)
    prefix_list_id    = optional(string)
    security_group_id = optional(string)
  }))
  description = "Who else may connect to the group's members; a rule without a description has its name as one"
  default     = {}
}

variable "name" {
  type        = string
  description = "Tag Name of the group; or its id"
  default     = null
}

variable "vpc_id" {
  type        = string
  description = "Id of the VPC that the group is of"
}
