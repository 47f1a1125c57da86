variable "content_based_deduplication" {
  type        = bool
  description = "Whether messages of one content are one, in a FIFO queue"
  default     = false

  validation {
    condition     = var.fifo || !var.content_based_deduplication
    error_message = "Only a FIFO queue takes messages of one content for one."
  }
}

variable "dead_letter" {
  type = object({
    arn               = string
    url               = string
    max_receive_count = optional(number, 5)
  })
  description = "Queue of messages that were received too often, and how often that is; none, unless given"
  default     = null

  validation {
    condition     = try(var.dead_letter.max_receive_count >= 1 && var.dead_letter.max_receive_count <= 1000, var.dead_letter == null)
    error_message = "A message is received 1 to 1000 times."
  }
}

variable "delay" {
  type        = number
  description = "Seconds that a new message is hidden"
  default     = 0

  validation {
    condition     = var.delay >= 0 && var.delay <= 900
    error_message = "A new message is hidden for 0 to 900 seconds."
  }
}

variable "fifo" {
  type        = bool
  description = "Whether messages keep their order and come once; the name then ends with .fifo, and another choice needs another queue"
  default     = false
}

variable "kms_key_arn" {
  type        = string
  description = "ARN of the key that encrypts it; SQS's own, unless given"
  default     = null
}

variable "message_retention" {
  type        = number
  description = "Seconds that a message which nobody deletes is kept"
  default     = 345600

  validation {
    condition     = var.message_retention >= 60 && var.message_retention <= 1209600
    error_message = "A message is kept for 60 to 1209600 seconds."
  }
}

variable "name" {
  type        = string
  description = "Name of the queue"

  validation {
    condition     = length(var.name) <= 80 && can(regex("^[A-Za-z0-9_-]+(\\.fifo)?$", var.name)) && endswith(var.name, ".fifo") == var.fifo
    error_message = "A queue's name has up to 80 letters, digits, underscores and hyphens, and that of a FIFO queue ends with .fifo."
  }
}

variable "receive_wait_time" {
  type        = number
  description = "Seconds that an empty queue keeps a receiver waiting"
  default     = 20

  validation {
    condition     = var.receive_wait_time >= 0 && var.receive_wait_time <= 20
    error_message = "A receiver waits for 0 to 20 seconds."
  }
}

variable "senders" {
  type = map(object({
    source_arns = list(string)
    # Where an ARN names no account.
    source_account = optional(string)
  }))
  description = "What of AWS may send to it in its own name, by the principal of its service"
  default     = {}
}

variable "visibility_timeout" {
  type        = number
  description = "Seconds that a message which was received is hidden from others"
  default     = 30

  validation {
    condition     = var.visibility_timeout >= 0 && var.visibility_timeout <= 43200
    error_message = "A message is hidden for 0 to 43200 seconds."
  }
}
