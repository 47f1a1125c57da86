variable "log_group_arn" {
  type        = string
  description = "ARN of the log group of what rules matched; its name begins with aws-waf-logs-"
}

variable "managed_rule_groups" {
  type = map(object({
    counted_rules = optional(list(string), [])
  }))
  description = "Managed rule groups of AWS, by name; counted rules of one only count what they match"
  default = {
    AWSManagedRulesCommonRuleSet          = {}
    AWSManagedRulesKnownBadInputsRuleSet  = {}
    AWSManagedRulesAmazonIpReputationList = {}
  }
}

variable "mode" {
  type        = string
  description = "What becomes of requests that a rule matches: block, or count, which lets them through"
  default     = "block"

  validation {
    condition     = contains(["block", "count"], var.mode)
    error_message = "Rules block or count what they match."
  }
}

variable "name" {
  type        = string
  description = "Name of the web ACL, with which its metrics begin"

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,80}$", var.name))
    error_message = "The name has up to 80 letters, digits, hyphens and underscores: metrics have more behind it."
  }
}

variable "rate_limit" {
  type        = number
  description = "Requests of one address in 5 minutes, beyond which it is blocked; 0 sets no limit"
  default     = 2000

  validation {
    condition     = var.rate_limit == 0 || var.rate_limit >= 10 && var.rate_limit <= 2000000000
    error_message = "AWS takes 10 to 2000000000 requests."
  }
}
