variable "ami_parameter" {
  type        = string
  description = "Public SSM parameter that names the image"
}

variable "cluster_name" {
  type        = string
  description = "Name of the cluster"

  validation {
    condition     = length(var.cluster_name) <= 29
    error_message = "With -bastion- behind it, a role's prefix has up to 38 characters."
  }
}

variable "environment" {
  type        = string
  description = "Stage; tag Environment of the volume"
}

variable "instance_type" {
  type        = string
  description = "EC2 instance type"
  default     = "t4g.nano"
}

variable "key_name" {
  type        = string
  description = "Name of the key pair for SSH"
  default     = null
}

variable "permissions_boundary" {
  type        = string
  description = "ARN of the managed policy that bounds what the role may do; none, unless given"
  default     = null
}

variable "security_group_ids" {
  type        = list(string)
  description = "Ids of the bastion's security groups, once their rules stand"
}

variable "session_policy_arns" {
  type        = map(string)
  description = "ARNs of the policies that an instance needs to take sessions, by name; none without Session Manager"
  default     = {}
}

variable "subnet_id" {
  type        = string
  description = "Id of the bastion's public subnet, once that has its way out"
}
