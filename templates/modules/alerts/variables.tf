variable "cluster_name" {
  type        = string
  description = "Name of the cluster"

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,61}$", var.cluster_name))
    error_message = "With -undelivered-alerts behind it, a queue's name has up to 80 letters, digits, underscores and hyphens."
  }
}

variable "emails" {
  type        = list(string)
  description = "Addresses that get the alerts"
  default     = []
}

variable "events" {
  type = map(object({
    rule     = string
    rule_arn = string
    headline = string
    paths    = map(string)
  }))
  description = "Rules whose events are told: what a message says, and where the event has the words in angle brackets"
  default     = {}
}

variable "https" {
  type        = list(string)
  description = "Addresses of endpoints that get the alerts as JSON of SNS"
  default     = []
}

variable "topic_arn" {
  type        = string
  description = "ARN of the topic that alerts go to"
}
