variable "name" {
  type        = string
  description = "Alias of the key, which begins with alias/"
}
