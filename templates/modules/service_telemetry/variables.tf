variable "cloudwatch" {
  type = object({
    namespace      = string
    log_group      = string
    retention_days = optional(number, 365)
    kms_key_arn    = optional(string)
  })
  description = "Namespace of the metrics in CloudWatch, and the log group that they come through; none, unless given"
  default     = null

  validation {
    condition = alltrue([
      for cloudwatch in var.cloudwatch[*] :
      can(regex("^[0-9A-Za-z._/#:-]{1,255}$", cloudwatch.namespace)) && !startswith(cloudwatch.namespace, "AWS/")
    ])
    error_message = "A namespace has up to 255 letters, digits and the characters . _ / # : -, and does not begin with AWS/."
  }
}

variable "cluster_name" {
  type        = string
  description = "Name of the cluster, the namespace of the service in traces and metrics"
}

variable "cpu" {
  type        = number
  description = "CPU units of the collector"
  default     = 32
}

variable "dns_suffix" {
  type        = string
  description = "Domain of AWS's endpoints in the region"
  default     = "amazonaws.com"
}

variable "image" {
  type        = string
  description = "Image of the collector"
}

variable "memory" {
  type        = number
  description = "MiB that the collector has at most, and that are kept free for it"
  default     = 256

  validation {
    condition     = var.memory >= 128
    error_message = "The collector needs 128 MiB."
  }
}

variable "region" {
  type        = string
  description = "Region of the cluster"
}

variable "scrape" {
  type = object({
    port     = number
    path     = optional(string, "/metrics")
    interval = optional(number, 60)
  })
  description = "Port and path of the task at which metrics are in the form of Prometheus, and the seconds from one look to the next; none, unless given"
  default     = null

  validation {
    condition     = var.scrape == null || var.cloudwatch != null || var.workspace_arn != null
    error_message = "Metrics are fetched where they go somewhere: to CloudWatch or a workspace."
  }
}

variable "service_name" {
  type        = string
  description = "Name of the service"
}

variable "traces" {
  type        = string
  description = "Where traces go: xray or none"
  default     = "xray"

  validation {
    condition     = contains(["xray", "none"], var.traces)
    error_message = "Traces go to xray, or to none."
  }
}

variable "workspace_arn" {
  type        = string
  description = "ARN of a workspace of Managed Service for Prometheus that metrics go to; none, unless given"
  default     = null
}
