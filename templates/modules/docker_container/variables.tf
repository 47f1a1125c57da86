variable "command" {
  type        = list(string)
  description = "What stands behind the image in docker run"
  default     = []
}

variable "image" {
  type        = string
  description = "Image of the container"
}

variable "log_class" {
  type        = string
  description = "Class of the log groups for their life, standard or infrequent_access; AWS's standard, unless given"
  default     = null

  validation {
    condition     = contains(["standard", "infrequent_access"], coalesce(var.log_class, "standard"))
    error_message = "The class of a log group is standard or infrequent_access."
  }
}

variable "log_group_names" {
  type        = map(string)
  description = "Name of the container's log group on each instance group that it runs on, by instance group"

  validation {
    condition     = alltrue([for name in var.log_group_names : can(regex("^[A-Za-z0-9._/#-]{1,512}$", name))])
    error_message = "A log group's name has up to 512 letters, digits and the characters . _ / # -"
  }
}

variable "log_kms_key_arn" {
  type        = string
  description = "ARN of the log groups' key; that of CloudWatch Logs, unless given"
  default     = null
}

variable "log_retention_days" {
  type        = number
  description = "Days that the logs are kept; 0 keeps them for ever"
  default     = 365
}

variable "options" {
  type        = list(string)
  description = "Options of docker run, but for the name and for the log group"
  default     = []
}

variable "region" {
  type        = string
  description = "Region of the log groups"
}

variable "stop_timeout" {
  type        = number
  description = "Seconds that the container has to end"
  default     = 30

  validation {
    condition     = var.stop_timeout >= 1 && var.stop_timeout <= 86400
    error_message = "A container has 1 second to a day to end."
  }
}
