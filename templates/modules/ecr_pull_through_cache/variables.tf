variable "caches" {
  type = map(object({
    upstream_registry_url = string
    credential_arn        = optional(string)
  }))
  description = "Registries that are cached and the secrets to pull from them with, by prefix of the repositories"

  validation {
    condition = alltrue([
      for prefix in keys(var.caches) :
      can(regex("^[a-z0-9]+(?:[._-][a-z0-9]+)*$", prefix)) && length(prefix) >= 2 && length(prefix) <= 30
    ])
    error_message = "A prefix has 2 to 30 lower-case letters and digits, with single . _ or - between them."
  }
}
