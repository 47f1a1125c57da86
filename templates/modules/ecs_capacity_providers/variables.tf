variable "capacity_providers" {
  type        = map(string)
  description = "Names of the capacity providers, by capacity"
}

variable "cluster_name" {
  type        = string
  description = "Name of the cluster"
}

variable "default_capacity" {
  type = map(object({
    weight = optional(number, 1)
    base   = optional(number, 0)
  }))
  description = "Where tasks run that name no capacity, by capacity: share of the tasks, number that runs there first"
  default     = {}

  validation {
    condition = alltrue([
      for share in var.default_capacity :
      share.weight >= 0 && share.weight <= 1000 && share.base >= 0 && share.base <= 100000
    ])
    error_message = "A weight is 0 to 1000, a base 0 to 100000."
  }

  validation {
    condition     = length(setsubtract(keys(var.default_capacity), keys(var.capacity_providers))) == 0
    error_message = "The default names capacity that the cluster has."
  }
}
