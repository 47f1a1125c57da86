variable "access_logs" {
  type = object({
    bucket = string
  })
  description = "Bucket of the access logs, which the balancer may write to; no logs without it"
  default     = null
}

variable "certificate_arns" {
  type        = map(string)
  description = "Certificates of HTTPS, by name; the one named default answers clients that name no host"
  default     = {}

  validation {
    condition     = length(var.certificate_arns) == 0 || contains(keys(var.certificate_arns), "default")
    error_message = "One of the certificates is named default."
  }

  validation {
    condition     = length(var.certificate_arns) <= 26
    error_message = "A listener has up to 25 certificates beside the default one."
  }
}

variable "default_target_group_arn" {
  type        = string
  description = "Target group of requests that no rule takes"
  default     = null
}

variable "deletion_protection" {
  type        = bool
  description = "Whether AWS refuses to delete the balancer"
  default     = true
}

variable "fixed_response" {
  type = object({
    status_code  = number
    content_type = optional(string, "text/plain")
    message_body = optional(string)
  })
  description = "Answer to requests that no rule takes, instead of a default target group"
  default     = null

  validation {
    condition     = try(contains([2, 4, 5], floor(var.fixed_response.status_code / 100)), true)
    error_message = "A fixed response has a status of 200 to 299 or 400 to 599."
  }

  validation {
    condition     = (var.fixed_response == null) != (var.default_target_group_arn == null)
    error_message = "Requests that no rule takes get a fixed response or go to a target group."
  }
}

variable "http" {
  type        = string
  description = "What port 80 does: redirect to HTTPS, forward as HTTPS does, or none"
  default     = "redirect"

  validation {
    condition     = contains(["redirect", "forward", "none"], var.http)
    error_message = "Port 80 can redirect, forward or do none."
  }

  validation {
    condition     = var.http == "forward" || length(var.certificate_arns) > 0
    error_message = "Without a certificate there is no HTTPS: write http = \"forward\"."
  }
}

variable "idle_timeout" {
  type        = number
  description = "Seconds that a connection may idle"
  default     = 60

  validation {
    condition     = var.idle_timeout >= 1 && var.idle_timeout <= 4000
    error_message = "AWS takes 1 to 4000 seconds."
  }
}

variable "internal" {
  type        = bool
  description = "Whether the balancer has private addresses only"
  default     = false
}

variable "ipv6" {
  type        = bool
  description = "Whether clients connect over IPv6 too"
  default     = false
}

variable "mutual_authentication" {
  type = object({
    mode                             = string
    trust_store_arn                  = optional(string)
    ignore_client_certificate_expiry = optional(bool, false)
    advertise_trust_store_ca_names   = optional(bool, false)
  })
  description = "Certificates of clients of HTTPS: verify, passthrough or off; verify knows them by a trust store"
  default     = null

  validation {
    condition     = try(contains(["verify", "passthrough", "off"], var.mutual_authentication.mode), true)
    error_message = "Certificates of clients are verified, passed through or not asked for."
  }

  validation {
    condition     = try((var.mutual_authentication.mode == "verify") == (var.mutual_authentication.trust_store_arn != null), true)
    error_message = "The mode verify has a trust store, and no other."
  }
}

variable "name" {
  type        = string
  description = "Name of the balancer"

  validation {
    condition     = length(var.name) <= 32
    error_message = "A balancer's name has up to 32 characters."
  }
}

variable "security_group_ids" {
  type        = list(string)
  description = "Security groups of the balancer"
}

variable "ssl_policy" {
  type        = string
  description = "TLS policy of HTTPS"
  default     = "ELBSecurityPolicy-TLS13-1-2-2021-06"
}

variable "subnet_ids" {
  type        = map(string)
  description = "Ids of the balancer's subnets, by zone"
}

variable "web_acl" {
  type = object({
    arn = string
  })
  description = "Web ACL of WAF that looks at each request"
  default     = null
}
