variable "create" {
  description = "Whether to create anything"
  type        = bool
  default     = true
}

variable "items" {
  type = list(object({
    name    = string
    enabled = optional(bool, true)
    tags    = optional(map(string), {})
  }))
  default = [{ name = "a" }]

  validation {
    condition     = length(var.items) > 0 && can(regex("^[a-z\\d]+$", var.items[0].name))
    error_message = <<EOT
Items: ${length(var.items)}
EOT
  }
}

variable "name" { default = "naïve – ünïcode \u00e9 \U0001F600" }
variable "nullable" {
  type     = any
  default  = null
  nullable = true
}
variable "ports" {
  type    = map(set(number))
  default = { eu-west-1a = [80, 443], eu-west-1b = [] }
}
