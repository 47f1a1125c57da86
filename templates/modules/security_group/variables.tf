variable "description" {
  type        = string
  description = "What is in the group"
}

variable "egress" {
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
  description = "Where the group's members may connect to; a rule without a description has its name as one"
  default     = {}
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
  description = "Who may connect to the group's members; a rule without a description has its name as one"
  default     = {}
}

variable "name" {
  type        = string
  description = "Name of the group, behind which Terraform puts what makes it unique"
}

variable "vpc_id" {
  type        = string
  description = "Id of the VPC"
}
