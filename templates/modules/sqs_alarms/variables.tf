variable "dead_letter_queue_name" {
  type        = string
  description = "Name of the queue of messages that were received too often, in which none should wait; none, unless given"
  default     = null
}

variable "oldest_message" {
  type = object({
    threshold          = number
    period             = optional(number, 300)
    evaluation_periods = optional(number, 1)
  })
  description = "Age of the oldest message in seconds beyond which an alarm rings, and for how long it has to be so; none, unless given"
  default     = null

  validation {
    condition     = try(var.oldest_message.period % 60 == 0, var.oldest_message == null)
    error_message = "An alarm looks at whole minutes."
  }
}

variable "queue_name" {
  type        = string
  description = "Name of the queue"
}

variable "topic_arns" {
  type        = list(string)
  description = "ARNs of the topics that the alarms tell"
}
