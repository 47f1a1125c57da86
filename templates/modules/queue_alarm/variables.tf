variable "contents" {
  type        = string
  description = "What waits in the queue, as a sentence begins: Undelivered alerts of cluster acc"
}

variable "queue_name" {
  type        = string
  description = "Name of the queue, which is the alarm's too"
}

variable "topic_arns" {
  type        = list(string)
  description = "ARNs of the topics that are told as soon as something waits in the queue"
}
