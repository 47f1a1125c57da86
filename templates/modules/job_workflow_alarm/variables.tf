variable "family" {
  type        = string
  description = "Family of the task that the workflow runs"
}

variable "state_machine_arn" {
  type        = string
  description = "ARN of the workflow"
}

variable "topic_arns" {
  type        = list(string)
  description = "ARNs of the topics that the alarm tells"
}
