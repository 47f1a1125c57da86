variable "immutable_tags" {
  type        = bool
  description = "Whether a tag stays with the image that had it first"
  default     = true
}

variable "keep_images" {
  type        = number
  description = "Number of images that are kept, the newest"
  default     = 100

  validation {
    condition     = var.keep_images >= 1 && var.keep_images <= 100000
    error_message = "A repository keeps 1 to 100000 images."
  }
}

variable "kms_key_arn" {
  type        = string
  description = "ARN of the key that encrypts it; keys of S3, unless given, and another key needs another repository"
  default     = null
}

variable "name" {
  type        = string
  description = "Name of the repository, behind the registry in the names of images"

  validation {
    condition     = length(var.name) >= 2 && length(var.name) <= 256 && can(regex("^[a-z0-9]+([._/-][a-z0-9]+)*$", var.name))
    error_message = "A repository's name has 2 to 256 lower-case letters and digits, with single dots, hyphens, underscores and slashes between."
  }
}
