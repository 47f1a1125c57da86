variable "instance_security_group_ids" {
  type        = map(string)
  description = "Ids of the security groups of the instances, by instance group"
}

variable "security_group_id" {
  type        = string
  description = "Id of the security group of an EC2 Instance Connect Endpoint that exists"

  validation {
    condition     = can(regex("^sg-[0-9a-f]{8,17}$", var.security_group_id))
    error_message = "A security group's id is sg- and 8 to 17 digits and letters a to f."
  }
}
