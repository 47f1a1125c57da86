variable "name" {
  type        = string
  description = "Name of the key pair, which is another for another key: instances are replaced by it"

  validation {
    condition     = length(var.name) <= 255
    error_message = "A key pair's name has up to 255 characters."
  }
}

variable "public_key" {
  type        = string
  description = "Public half of the key pair, without its comment"
}
