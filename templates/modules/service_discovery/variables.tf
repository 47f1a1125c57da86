variable "family" {
  type        = string
  description = "Family of the tasks, for its tag Name"
}

variable "name" {
  type        = string
  description = "Name in the namespace"
}

variable "namespace_id" {
  type        = string
  description = "Id of the private DNS namespace"
}

variable "type" {
  type        = string
  description = "Record: a has addresses, srv ports too"
  default     = "a"

  validation {
    condition     = contains(["a", "srv"], var.type)
    error_message = "The record is a or srv."
  }
}
