variable "account_id" {
  type        = string
  description = "Account of the cluster"
}

variable "capacity_option_type" {
  type        = string
  description = "How EC2 sells the instances: on_demand or spot, for the life of the capacity provider"
  default     = "on_demand"

  validation {
    condition     = contains(["on_demand", "spot"], var.capacity_option_type)
    error_message = "Instances are on_demand or spot."
  }
}

variable "cluster_name" {
  type        = string
  description = "Name of the cluster that the capacity is for, once it exists"

  validation {
    condition     = !can(regex("^(?i:aws|ecs|fargate)", var.cluster_name))
    error_message = "The capacity provider is named after the cluster, and must not begin with aws, ecs or fargate."
  }
}

variable "instance_requirements" {
  type = object({
    vcpu_count = object({
      min = number
      max = optional(number)
    })
    memory_mib = object({
      min = number
      max = optional(number)
    })
    allowed_instance_types    = optional(list(string))
    excluded_instance_types   = optional(list(string))
    cpu_manufacturers         = optional(list(string))
    instance_generations      = optional(list(string))
    burstable_performance     = optional(string, "excluded")
    bare_metal                = optional(string, "excluded")
    accelerator_types         = optional(list(string))
    accelerator_manufacturers = optional(list(string))
    accelerator_count = optional(object({
      min = optional(number)
      max = optional(number)
    }))
    network_bandwidth_gbps = optional(object({
      min = optional(number)
      max = optional(number)
    }))
    on_demand_max_price_percentage_over_lowest_price = optional(number)
    spot_max_price_percentage_over_lowest_price      = optional(number)
  })
  description = "What an instance must have; the cheapest types for general use that the tasks fit on, unless given"
  default     = null

  validation {
    condition = alltrue(flatten([
      for requirements in var.instance_requirements[*] : [
        for range in [requirements.vcpu_count, requirements.memory_mib] :
        range.min >= 1 && coalesce(range.max, range.min) >= range.min
      ]
    ]))
    error_message = "A range begins at 1 or more, and its end is not below its beginning."
  }

  validation {
    condition = alltrue([
      for requirements in var.instance_requirements[*] :
      requirements.allowed_instance_types == null || requirements.excluded_instance_types == null
    ])
    error_message = "Instance types are allowed or excluded: EC2 does not take both."
  }

  validation {
    condition = alltrue(flatten([
      for requirements in var.instance_requirements[*] : [
        for choice in [requirements.burstable_performance, requirements.bare_metal] :
        contains(["included", "excluded", "required"], choice)
      ]
    ]))
    error_message = "What may be is included, excluded or required."
  }
}

variable "monitoring" {
  type        = string
  description = "Metrics of the instances: basic, every five minutes, or detailed, every minute"
  default     = "basic"

  validation {
    condition     = contains(["basic", "detailed"], var.monitoring)
    error_message = "Monitoring is basic or detailed."
  }
}

variable "name" {
  type        = string
  description = "Name of the managed instances, which AWS names begin with behind the cluster's"
}

variable "partition" {
  type        = string
  description = "Partition of AWS that the account is in"
  default     = "aws"
}

variable "permissions_boundary" {
  type        = string
  description = "ARN of the managed policy that bounds what the roles may do; none, unless given"
  default     = null
}

variable "propagate_tags" {
  type        = bool
  description = "Whether instances, disks and network interfaces have the tags of the capacity provider"
  default     = true
}

variable "region" {
  type        = string
  description = "Region of the cluster"
}

variable "role_name_prefix" {
  type        = string
  description = "First part of the names of roles and instance profile, where <cluster>-<name>- is too long for it"
  default     = null

  validation {
    condition     = length(coalesce(var.role_name_prefix, "${var.cluster_name}-${var.name}-")) <= 29
    error_message = "A word and 26 characters of Terraform's come behind it, and IAM takes 64: give a shorter one."
  }
}

variable "scale_in_after" {
  type        = number
  description = "Seconds that an instance is idle or hardly used before ECS moves its tasks and ends it; -1 for never, AWS's unless given"
  default     = null

  validation {
    condition     = var.scale_in_after == null ? true : var.scale_in_after >= -1 && var.scale_in_after <= 3600
    error_message = "The time is up to an hour, or -1 for never."
  }
}

variable "security_group_ids" {
  type        = list(string)
  description = "Ids of the instances' security groups, once their rules stand"
}

variable "storage_size" {
  type        = number
  description = "GiB of the disk of each instance that has images and the scratch space of its tasks"
  default     = 80

  validation {
    condition     = var.storage_size >= 30 && var.storage_size <= 16384
    error_message = "The disk has 30 to 16384 GiB."
  }
}

variable "subnet_ids" {
  type        = map(string)
  description = "Ids of the instances' subnets, by zone, once what stands in them can reach AWS"
}
