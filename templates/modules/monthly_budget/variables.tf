variable "actual" {
  type        = list(number)
  description = "Percentages of the amount; told once so much was spent"
  default     = [80, 100]
}

variable "amount" {
  type        = number
  description = "US dollars that the cluster may cost in a month"

  validation {
    condition     = var.amount >= 1
    error_message = "A budget has at least one dollar."
  }
}

variable "cluster_name" {
  type        = string
  description = "Name of the cluster, which all that it costs has as the tag Cluster"

  validation {
    condition     = length(var.cluster_name) <= 92
    error_message = "With -monthly behind it, a budget's name has up to 100 characters."
  }
}

variable "forecasted" {
  type        = list(number)
  description = "Percentages of the amount; told once AWS expects that so much will have been spent by the end of the month"
  default     = [100]

  validation {
    condition     = contains(range(1, 6), length(var.actual) + length(var.forecasted))
    error_message = "A budget tells one to five times."
  }
}

variable "topic_arn" {
  type        = string
  description = "Topic that is told, and lets budgets publish"
}
