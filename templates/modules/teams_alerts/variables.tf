variable "events" {
  type = map(object({
    rule     = string
    headline = string
    paths    = map(string)
  }))
  description = "Rules whose events are told: what a message says, and where the event has the words in angle brackets"
  default     = {}
}

variable "topic_arn" {
  type        = string
  description = "ARN of a topic of the channel's own: it shows only messages in the form of Amazon Q Developer, which no person wants by mail"
}

variable "undelivered_queue_arn" {
  type        = string
  description = "ARN of the queue of alerts that could not be delivered"
}
