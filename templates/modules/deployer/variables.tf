variable "account_id" {
  type        = string
  description = "Account of the cluster"
}

variable "cluster_name" {
  type        = string
  description = "Name of the cluster"
}

variable "families" {
  type        = list(string)
  description = "Families of the services and jobs, of which new revisions may be registered"
}

variable "github" {
  type = object({
    oidc_provider_arn = string
    subjects          = list(string)
  })
  description = "What GitHub says of the workflows that may take the role, and the provider that vouches for it; none, unless given"
  default     = null

  validation {
    condition     = var.github == null || alltrue([for subject in try(var.github.subjects, []) : !strcontains(subject, "*")])
    error_message = "IAM compares subjects without wildcards."
  }
}

variable "job_families" {
  type        = list(string)
  description = "Families of the jobs that may be run"
  default     = []
}

variable "partition" {
  type        = string
  description = "Partition of AWS that the account is in"
  default     = "aws"
}

variable "permissions_boundary" {
  type        = string
  description = "ARN of the managed policy that bounds what the role may do; none, unless given"
  default     = null
}

variable "pipelines" {
  type = map(object({
    oidc_provider_arn = string
    audience          = string
    subjects          = list(string)
  }))
  description = "What others than GitHub say of jobs that may take the role, and the provider that vouches for each, by name; a star in a subject stands for one run"
  default     = {}
}

variable "region" {
  type        = string
  description = "Region of the cluster"
}

variable "repository_arns" {
  type        = list(string)
  description = "ARNs of the repositories of ECR that take new images"
  default     = []
}

variable "role_arns" {
  type        = list(string)
  description = "ARNs of roles that tasks have and that existed before the cluster"
  default     = []
}

variable "role_name_prefix" {
  type        = string
  description = "First part of the role's name, behind which Terraform puts what makes it unique"

  validation {
    condition     = length(var.role_name_prefix) <= 38
    error_message = "Terraform adds 26 characters, and a role's name has up to 64."
  }
}

variable "role_path" {
  type        = string
  description = "Path of the roles that tasks have, with a slash at both ends; that of the cluster, unless given"
  default     = null
}

variable "service_name_prefix" {
  type        = string
  description = "First part of the services' names, where the cluster has others too"
  default     = ""
}

variable "user_arn" {
  type        = string
  description = "ARN of an IAM user that may take the role; none, unless given"
  default     = null

  validation {
    condition     = var.user_arn != null || var.github != null || length(var.pipelines) > 0
    error_message = "Somebody has to take the role: workflows of GitHub, other pipelines, or a user."
  }
}
