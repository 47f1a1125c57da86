variable "listener_rules" {
  type = map(object({
    listener_arn = string
    priority     = number
    host         = optional(string)
    path         = optional(string)
    methods      = optional(list(string), [])
    headers      = optional(map(list(string)), {})
    source_cidrs = optional(list(string), [])
    redirect = optional(object({
      protocol    = optional(string)
      host        = optional(string)
      port        = optional(number)
      path        = optional(string)
      query       = optional(string)
      status_code = optional(number, 301)
    }))
    fixed_response = optional(object({
      status_code  = number
      content_type = optional(string, "text/plain")
      message_body = optional(string)
    }))
  }))
  description = "Requests that the balancer answers itself, by name: with a redirect or a fixed response"

  validation {
    condition     = alltrue([for rule in var.listener_rules : rule.priority >= 1 && rule.priority <= 50000])
    error_message = "A rule's priority lies between 1 and 50000."
  }

  validation {
    condition     = alltrue([for rule in var.listener_rules : (rule.redirect == null) != (rule.fixed_response == null)])
    error_message = "A rule has a redirect or a fixed response."
  }
}

variable "name" {
  type        = string
  description = "Name of the balancer, the first part of the rules' names"
}
