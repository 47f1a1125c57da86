variable "account_id" {
  type        = string
  description = "Account of the cluster"
}

variable "ami_family" {
  type        = string
  description = "Operating system of the image: al2023 or bottlerocket"
  default     = "al2023"

  validation {
    condition     = contains(["al2023", "bottlerocket"], var.ami_family)
    error_message = "The family is al2023 or bottlerocket."
  }

  validation {
    condition = var.ami_family == "al2023" || alltrue([
      for value in [var.boot_commands, var.cloudwatch_agent_config, var.ecs_config_s3, var.key_name] : value == null
    ])
    error_message = "Bottlerocket has no shell for boot_commands, cloudwatch_agent_config, ecs_config_s3 or a key."
  }

  validation {
    condition     = var.ami_family == "al2023" || length(var.docker_containers) + length(var.ecs_config) == 0
    error_message = "Bottlerocket has neither units for docker_containers nor an ecs.config."
  }
}

variable "ami_id" {
  type        = string
  description = "Image of the instances, where it is pinned"
  default     = null
}

variable "ami_parameter" {
  type        = string
  description = "Public SSM parameter that names the image, where it is not pinned"
  default     = null

  validation {
    condition     = (var.ami_parameter == null) != (var.ami_id == null)
    error_message = "The image is named by ami_id or by ami_parameter."
  }
}

variable "attributes" {
  type        = map(string)
  description = "Attributes of the instances, for placement constraints, beside instance-group"
  default     = {}

  validation {
    condition     = length(var.attributes) <= 9
    error_message = "ECS takes ten custom attributes, of which instance-group is one."
  }
}

variable "boot_commands" {
  type        = string
  description = "bash script, run once when an instance first boots"
  default     = null
}

variable "capacity_provider" {
  type = object({
    target_capacity                = optional(number, 100)
    managed_draining               = optional(bool, true)
    managed_termination_protection = optional(bool, false)
    minimum_scaling_step_size      = optional(number, 1)
    maximum_scaling_step_size      = optional(number, 10)
    instance_warmup                = optional(number)
  })
  description = "How ECS scales the group (percent, instances, seconds) and takes tasks off instances that go"
  default     = {}

  validation {
    condition     = var.capacity_provider.target_capacity >= 1 && var.capacity_provider.target_capacity <= 100
    error_message = "ECS aims at 1 to 100 percent."
  }

  validation {
    condition     = var.capacity_provider.minimum_scaling_step_size <= var.capacity_provider.maximum_scaling_step_size
    error_message = "The least step is not greater than the greatest."
  }
}

variable "capacity_rebalance" {
  type        = bool
  description = "Whether a spot instance is replaced as soon as EC2 sees a greater risk of interruption"
  default     = false

  validation {
    condition     = !var.capacity_rebalance || var.spot != null
    error_message = "EC2 takes back spot instances alone."
  }
}

variable "capacity_reservation" {
  type = object({
    preference          = optional(string, "capacity-reservations-first")
    ids                 = optional(list(string), [])
    resource_group_arns = optional(list(string), [])
  })
  description = "Capacity Reservations of the on-demand instances: how, and which; open ones that fit, unless given"
  default     = null

  validation {
    condition = alltrue([
      for reservation in var.capacity_reservation[*] :
      contains(["capacity-reservations-first", "capacity-reservations-only", "none"], reservation.preference)
    ])
    error_message = "The preference is capacity-reservations-first, capacity-reservations-only or none."
  }

  validation {
    condition = alltrue([
      for reservation in var.capacity_reservation[*] :
      length(reservation.ids) == 0 || length(reservation.resource_group_arns) == 0
    ])
    error_message = "Reservations are named by ids or by resource_group_arns."
  }
}

variable "cloudwatch_agent_config" {
  type        = string
  description = "Configuration of the CloudWatch agent, which sends the host's logs; no agent without it"
  default     = null
}

variable "cluster_name" {
  type        = string
  description = "Name of the cluster that the instances join, once it exists"

  validation {
    condition     = !can(regex("^(?i:aws|ecs|fargate)", var.cluster_name))
    error_message = "The capacity provider is named after the cluster, and must not begin with aws, ecs or fargate."
  }
}

variable "desired_capacity" {
  type        = number
  description = "Number of instances at creation; ECS owns it afterwards. min_size, unless given"
  default     = null
}

variable "docker_containers" {
  type = map(object({
    image        = string
    options      = string
    command      = string
    region       = string
    log_group    = string
    stop_timeout = number
  }))
  description = "Containers that systemd runs with Docker, by name; options and command as systemd reads them"
  default     = {}
}

variable "drain_minutes" {
  type        = number
  description = "Minutes that apply waits for the instances to be drained when the group goes"
  default     = 20
}

variable "ecs_config" {
  type        = map(string)
  description = "Further lines of /etc/ecs/ecs.config"
  default     = {}
}

variable "ecs_config_s3" {
  type        = string
  description = "Object with lines of /etc/ecs/ecs.config, s3://bucket/key: fetched at each boot, and the other lines win"
  default     = null

  validation {
    condition     = var.ecs_config_s3 == null ? true : can(regex("^s3://[^*?']+/[^*?']+$", var.ecs_config_s3))
    error_message = "Write one object of S3 as s3://bucket/key, without wildcards and quotes."
  }
}

variable "enabled_metrics" {
  type        = list(string)
  description = "Metrics of the autoscaling group in CloudWatch"
  default     = []
}

variable "environment" {
  type        = string
  description = "Stage; tag Environment of the group, its instances and volumes"
}

variable "imds_hop_limit" {
  type        = number
  description = "Hops of the metadata service's answers; 2 gives containers in bridge mode the role of the instance"
  default     = 1

  validation {
    condition     = contains([1, 2], var.imds_hop_limit)
    error_message = "An answer takes one hop to the instance, two to a container in bridge mode."
  }
}

variable "instance_maintenance_policy" {
  type = object({
    min_healthy_percentage = number
    max_healthy_percentage = number
  })
  description = "Instances that run while the group itself replaces some: percent of the desired capacity"
  default     = null

  validation {
    condition = alltrue([
      for policy in var.instance_maintenance_policy[*] :
      policy.max_healthy_percentage - policy.min_healthy_percentage <= 100
    ])
    error_message = "EC2 takes percentages that are up to 100 apart."
  }
}

variable "instance_policies" {
  type = map(list(object({
    effect     = optional(string, "Allow")
    actions    = list(string)
    resources  = list(string)
    conditions = optional(map(map(list(string))), {})
  })))
  description = "What the instances may do beside what ECS needs, by name of the policy"
  default     = {}
}

variable "instance_requirements" {
  type = object({
    vcpu_count                                       = object({ min = optional(number, 0), max = optional(number) })
    memory_mib                                       = object({ min = optional(number, 0), max = optional(number) })
    memory_gib_per_vcpu                              = optional(object({ min = optional(number), max = optional(number) }))
    cpu_manufacturers                                = optional(list(string), [])
    instance_generations                             = optional(list(string), [])
    allowed_instance_types                           = optional(list(string), [])
    excluded_instance_types                          = optional(list(string), [])
    burstable_performance                            = optional(string, "excluded")
    bare_metal                                       = optional(string, "excluded")
    local_storage                                    = optional(string, "included")
    network_interface_count                          = optional(object({ min = optional(number, 0), max = optional(number) }))
    spot_max_price_percentage_over_lowest_price      = optional(number)
    on_demand_max_price_percentage_over_lowest_price = optional(number)
  })
  description = "What an instance type needs to have, where EC2 chooses among all of the image's architecture"
  default     = null
}

variable "instance_type" {
  type        = string
  description = "EC2 instance type, where there is but one"
  default     = null
}

variable "instance_types" {
  type        = list(string)
  description = "EC2 instance types in order of preference, of one architecture: mixed instances"
  default     = []

  validation {
    condition     = length(var.instance_type[*]) + length(var.instance_requirements[*]) + min(1, length(var.instance_types)) == 1
    error_message = "A group has one of instance_type, instance_types and instance_requirements."
  }

  validation {
    condition     = length(var.instance_types) <= 40
    error_message = "EC2 takes up to 40 types."
  }
}

variable "instance_warmup" {
  type        = number
  description = "Seconds until a new instance counts, unless capacity_provider or refresh say otherwise"
  default     = 300
}

variable "key_name" {
  type        = string
  description = "Name of the key pair for SSH"
  default     = null
}

variable "log_drivers" {
  type        = list(string)
  description = "Docker log drivers that containers may use"
  default     = ["json-file", "awslogs"]
}

variable "log_group_arns" {
  type        = map(list(string))
  description = "ARNs of the log groups that the instances write to themselves, by name of the policy that lets them"
  default     = {}
}

variable "managed_policy_arns" {
  type        = map(string)
  description = "Managed policies of the instances' role, by name"
  default     = {}
}

variable "max_instance_lifetime" {
  type        = number
  description = "Seconds after which the group replaces an instance"
  default     = null

  validation {
    condition     = alltrue([for seconds in var.max_instance_lifetime[*] : seconds >= 86400 && seconds <= 31536000])
    error_message = "EC2 takes a lifetime of 1 to 365 days."
  }
}

variable "max_size" {
  type        = number
  description = "Greatest number of instances"
  default     = 4
}

variable "min_size" {
  type        = number
  description = "Least number of instances"
  default     = 2

  validation {
    condition     = var.min_size >= 0 && var.min_size <= var.max_size
    error_message = "The least number is not negative, and not greater than max_size."
  }
}

variable "name" {
  type        = string
  description = "Name of the instance group, which AWS names begin with behind the cluster's"

  validation {
    condition     = length("${var.cluster_name}-${var.name}-") <= 99
    error_message = "Terraform adds 26 characters to the name of the launch template, and the AWS provider takes 125."
  }
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

variable "privileged_containers" {
  type        = bool
  description = "Whether Bottlerocket lets containers be privileged; Amazon Linux does in any case"
  default     = false
}

variable "public_addresses" {
  type        = bool
  description = "Whether each instance has a public address, as it needs in public subnets"
  default     = false
}

variable "refresh" {
  type = object({
    min_healthy_percentage = optional(number, 100)
    max_healthy_percentage = optional(number, 150)
    instance_warmup        = optional(number)
    auto_rollback          = optional(bool, false)
    alarms                 = optional(list(string), [])
  })
  description = "How a change replaces the instances: percent of the desired capacity, seconds; without it, it does not"
  default     = null

  validation {
    condition = alltrue([
      for refresh in var.refresh[*] : refresh.max_healthy_percentage - refresh.min_healthy_percentage <= 100
    ])
    error_message = "EC2 takes percentages that are up to 100 apart."
  }

  validation {
    condition     = alltrue([for refresh in var.refresh[*] : length(refresh.alarms) <= 10])
    error_message = "EC2 takes up to 10 alarms."
  }
}

variable "region" {
  type        = string
  description = "Region of the cluster"
}

variable "reserved_memory" {
  type        = number
  description = "MiB that ECS gives to no task"
  default     = null
}

variable "role_name_prefix" {
  type        = string
  description = "First part of the names of role and instance profile, where <cluster>-<name>- is too long for it"
  default     = null

  validation {
    condition     = length(coalesce(var.role_name_prefix, "${var.cluster_name}-${var.name}-")) <= 38
    error_message = "Terraform adds 26 characters to a role's prefix, and IAM takes 64: give a shorter one."
  }
}

variable "root_volume" {
  type = object({
    size        = optional(number, 30)
    type        = optional(string, "gp3")
    iops        = optional(number)
    throughput  = optional(number)
    kms_key_arn = optional(string)
  })
  description = "Root disk, of Bottlerocket the disk of images and containers: GiB, EBS type, MiB/s"
  default     = {}

  validation {
    condition     = var.root_volume.size >= 30 && var.root_volume.size <= 16384
    error_message = "The disk has 30 to 16384 GiB: the ECS-optimized image needs 30."
  }

  validation {
    condition     = contains(["gp3", "gp2", "io1", "io2"], var.root_volume.type)
    error_message = "The disk is gp3, gp2, io1 or io2."
  }
}

variable "security_group_ids" {
  type        = list(string)
  description = "Ids of the instances' security groups, once their rules stand"
}

variable "session_policy_arns" {
  type        = map(string)
  description = "ARNs of the policies that an instance needs to take sessions, by name; none without Session Manager"
  default     = {}
}

variable "spot" {
  type = object({
    percent             = number
    on_demand_base      = optional(number, 0)
    allocation_strategy = optional(string, "price-capacity-optimized")
  })
  description = "Spot instances: percentage above the base, on-demand instances, and how EC2 chooses"
  default     = null

  validation {
    condition     = alltrue([for spot in var.spot[*] : spot.percent >= 0 && spot.percent <= 100])
    error_message = "A percentage is 0 to 100."
  }

  validation {
    condition     = var.spot == null || var.instance_type == null
    error_message = "Spot instances are chosen among instance_types, or by instance_requirements."
  }
}

variable "subnet_ids" {
  type        = map(string)
  description = "Ids of the instances' subnets, by zone, once what stands in them can reach AWS"
}

variable "tags" {
  type        = map(string)
  description = "Further tags of the group, its instances and volumes"
  default     = {}
}

variable "warm_pool" {
  type = object({
    pool_state                  = optional(string, "stopped")
    min_size                    = optional(number, 0)
    max_group_prepared_capacity = optional(number)
  })
  description = "Instances that are prepared beside the group, stopped or running; none, unless given"
  default     = null

  validation {
    condition     = alltrue([for pool in var.warm_pool[*] : contains(["stopped", "running"], pool.pool_state)])
    error_message = "Instances in the pool are stopped or running."
  }

  validation {
    condition     = var.warm_pool == null || var.instance_type != null && var.ami_family == "al2023"
    error_message = "A warm pool is for a group of one instance_type, and of al2023."
  }
}
