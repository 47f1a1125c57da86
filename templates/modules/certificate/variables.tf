variable "names" {
  type        = list(string)
  description = "Names that the certificate is for; the first is its own"

  validation {
    condition     = length(var.names) >= 1 && length(var.names) <= 10
    error_message = "ACM issues certificates for 1 to 10 names."
  }
}

variable "zone_id" {
  type        = string
  description = "Hosted zone of the names, in which ACM validates them"
}
