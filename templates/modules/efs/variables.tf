variable "backup" {
  type        = bool
  description = "Whether AWS Backup keeps daily copies of it"
  default     = true
}

variable "kms_key_arn" {
  type        = string
  description = "ARN of the key that encrypts it; AWS's own, unless given, and another key needs another file system"
  default     = null
}

variable "name" {
  type        = string
  description = "Name of the file system"
}

variable "security_group_ids" {
  type        = list(string)
  description = "Ids of the security groups of its mount targets: the rules of the first let its clients in at port 2049"
}

variable "subnet_ids" {
  type        = map(string)
  description = "Ids of the subnets in which it can be reached, by zone"
}

variable "throughput_mode" {
  type        = string
  description = "elastic: paid by use; bursting: grows with the size"
  default     = "elastic"

  validation {
    condition     = contains(["elastic", "bursting"], var.throughput_mode)
    error_message = "The throughput is elastic or bursting."
  }
}

variable "transition_to_ia" {
  type        = string
  description = "Time without access after which a file moves to cheaper storage, such as AFTER_30_DAYS; never, unless given"
  default     = null

  validation {
    condition     = var.transition_to_ia == null || can(regex("^AFTER_(1_DAY|(7|14|30|60|90|180|270|365)_DAYS)$", var.transition_to_ia))
    error_message = "EFS moves files after 1, 7, 14, 30, 60, 90, 180, 270 or 365 days: AFTER_1_DAY, AFTER_7_DAYS and so on."
  }
}
