variable "description" {
  type        = string
  description = "What it means that something waits in the queue"
}

variable "queue_name" {
  type        = string
  description = "Name of the queue, which is the alarm's too"
}

variable "topic_arns" {
  type        = list(string)
  description = "ARNs of the topics that are told as soon as something waits in the queue"
}
