variable "log_group_names" {
  type        = map(string)
  description = "Log groups whose errors are counted together, by a name that lasts"
}

variable "name" {
  type        = string
  description = "Name of the metric that counts the errors"
}

variable "namespace" {
  type        = string
  description = "Namespace of the metric"

  validation {
    condition     = length(var.namespace) <= 255 && !startswith(var.namespace, "AWS/")
    error_message = "A namespace has up to 255 characters and does not begin with AWS/."
  }
}

variable "pattern" {
  type        = string
  description = "Filter pattern of CloudWatch Logs that an error matches"
  # Words of most logs, and the E or F before the date with which a line of klog begins.
  default = "%[Ee]rror|ERROR|[Ff]atal|FATAL|[Pp]anic|PANIC|^[EF][0-9][0-9][0-9][0-9]%"

  validation {
    condition     = length(var.pattern) <= 1024
    error_message = "A pattern has up to 1024 characters."
  }
}
