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

variable "firehose" {
  type = object({
    role_arn = string
    streams  = map(string)
  })
  description = "ARNs of streams of Firehose that keep the alerts, by name, and of the role with which SNS writes to them; none, unless given"
  default     = null
}

variable "https" {
  type        = list(string)
  description = "Addresses of endpoints that get the alerts as JSON of SNS"
  default     = []
}

variable "lambda" {
  type        = map(string)
  description = "ARNs of functions that get the alerts, by name; the topic may invoke them"
  default     = {}
}

variable "sms" {
  type        = list(string)
  description = "Phone numbers that get the alerts as text messages"
  default     = []

  validation {
    condition     = alltrue([for number in var.sms : can(regex("^\\+[1-9][0-9]{6,14}$", number))])
    error_message = "A phone number has a plus sign, its country and up to 15 digits."
  }
}

variable "sqs" {
  type        = map(string)
  description = "ARNs of queues that get the alerts as JSON of SNS, by name, whose policies let the topic send"
  default     = {}
}

variable "topic_arn" {
  type        = string
  description = "ARN of the topic that alerts go to"
}
