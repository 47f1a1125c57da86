variable "account_id" {
  type        = string
  description = "Account of the cluster"
}

variable "architecture" {
  type        = string
  description = "Architecture of the images on Fargate: x86_64 or arm64"
  default     = "x86_64"

  validation {
    condition     = contains(["x86_64", "arm64"], var.architecture)
    error_message = "Images are for x86_64 or arm64."
  }
}

variable "cached_repository_arns" {
  type        = list(string)
  description = "Repositories of ECR that cache images of other registries, which ECR makes and fills when it is asked"
  default     = []
}

variable "cluster_name" {
  type        = string
  description = "Name of the cluster; below /ecs/ and it lie the roles that a deployer may give to tasks"
}

variable "containers" {
  type = map(object({
    image              = string
    cpu                = optional(number, 0)
    memory             = optional(number)
    memory_reservation = optional(number)
    ports = optional(map(object({
      container_port = number
      host_port      = optional(number, 0)
      protocol       = optional(string, "tcp")
      app_protocol   = optional(string)
    })), {})
    command     = optional(list(string))
    entrypoint  = optional(list(string))
    environment = optional(map(string), {})
    env_files   = optional(list(string), [])
    secrets     = optional(map(string), {})
    # The secret with the credentials of the image's registry.
    repository_credentials = optional(string)
    health_check = optional(object({
      command      = list(string)
      interval     = optional(number, 30)
      timeout      = optional(number, 5)
      retries      = optional(number, 3)
      start_period = optional(number, 0)
    }))
    depends_on = optional(map(string), {})
    mounts = optional(list(object({
      volume    = string
      path      = string
      read_only = optional(bool, false)
    })), [])
    user           = optional(string)
    read_only_root = optional(bool, false)
    privileged     = optional(bool, false)
    init           = optional(bool, true)
    ulimits = optional(map(object({
      soft = number
      hard = number
    })), {})
    capabilities = optional(object({
      add  = optional(list(string), [])
      drop = optional(list(string), [])
    }))
    devices = optional(list(object({
      host_path      = string
      container_path = optional(string)
      permissions    = optional(list(string), ["read", "write", "mknod"])
    })), [])
    shm_size = optional(number)
    tmpfs = optional(map(object({
      size          = number
      mount_options = optional(list(string), [])
    })), {})
    sysctls      = optional(map(string), {})
    stop_timeout = optional(number, 30)
    labels       = optional(map(string), {})
    essential    = optional(bool, true)
  }))
  description = "Containers of the task, by name: CPU units, MiB, seconds"

  validation {
    condition     = length(var.containers) >= 1 && length(var.containers) <= 10
    error_message = "A task has 1 to 10 containers."
  }

  validation {
    condition     = anytrue([for container in var.containers : container.essential])
    error_message = "One container at least is essential."
  }

  validation {
    condition = alltrue(flatten([
      for container in var.containers : [for mount in container.mounts : contains(keys(var.volumes), mount.volume)]
    ]))
    error_message = "Mounts name volumes of the task."
  }

  validation {
    condition = alltrue(flatten([
      for container in var.containers : [for other in keys(container.depends_on) : contains(keys(var.containers), other)]
    ]))
    error_message = "Containers wait for others of the task."
  }

  validation {
    condition     = alltrue([for container in var.containers : length(container.env_files) <= 10])
    error_message = "A container has at most 10 environment files."
  }
}

variable "cpu" {
  type        = number
  description = "CPU units of the task; needed on Fargate"
  default     = null
}

variable "ephemeral_storage" {
  type        = number
  description = "GiB of scratch space on Fargate; its 20, unless given"
  default     = null

  validation {
    condition     = alltrue([for size in var.ephemeral_storage[*] : size >= 21 && size <= 200])
    error_message = "A task has 21 to 200 GiB of scratch space."
  }
}

variable "family" {
  type        = string
  description = "Family of the task definition"

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,255}$", var.family))
    error_message = "A family has up to 255 letters, digits, underscores and hyphens."
  }
}

variable "kms_key_arns" {
  type        = list(string)
  description = "Keys that the containers' secrets are encrypted with"
  default     = []
}

variable "launch_type" {
  type        = string
  description = "What the task runs on: EC2 or FARGATE"
  default     = "EC2"

  validation {
    condition     = contains(["EC2", "FARGATE"], var.launch_type)
    error_message = "A task runs on EC2 or FARGATE."
  }

  validation {
    condition     = var.launch_type == "EC2" || (var.cpu != null && var.memory != null && var.network_mode == "awsvpc")
    error_message = "On Fargate a task has cpu and memory, and the network mode awsvpc."
  }
}

variable "log_configuration" {
  type = object({
    driver  = string
    options = map(string)
  })
  description = "Log driver of Docker's with its options, such as fluentd; awslogs into the log group, unless given"
  default     = null
}

variable "log_group_name" {
  type        = string
  description = "Log group of the task; null where log_configuration sends all logs elsewhere"
  default     = null

  validation {
    condition     = var.log_group_name != null || (var.log_configuration != null && var.log_router == null)
    error_message = "Logs of the containers, or of Fluent Bit itself, go to a log group: give its name, or a log_configuration."
  }
}

variable "log_kms_key_arn" {
  type        = string
  description = "ARN of the log group's key; that of CloudWatch Logs, unless given"
  default     = null
}

variable "log_max_buffer_size" {
  type        = string
  description = "Logs that wait in memory in mode non-blocking, as Docker's size"
  default     = "25m"

  validation {
    condition     = can(regex("^[1-9][0-9]{0,5}[kmg]$", var.log_max_buffer_size))
    error_message = "A size is a number and k, m or g: 25m."
  }
}

variable "log_mode" {
  type        = string
  description = "What happens when logs cannot leave: non-blocking drops the oldest, blocking halts the container"
  default     = "non-blocking"

  validation {
    condition     = contains(["non-blocking", "blocking"], var.log_mode)
    error_message = "The mode is non-blocking or blocking."
  }
}

variable "log_retention_days" {
  type        = number
  description = "Days that logs are kept; 0 keeps them for ever"
  default     = 365
}

variable "log_router" {
  type = object({
    image   = string
    options = map(string)
    statements = optional(list(object({
      effect     = optional(string, "Allow")
      actions    = list(string)
      resources  = list(string)
      conditions = optional(map(map(list(string))), {})
    })), [])
  })
  description = "Fluent Bit beside the containers: its image, the options of its output, and what it may do in AWS"
  default     = null
}

variable "log_stream_prefix" {
  type        = string
  description = "First part of the log streams' names; each container's own name, unless given"
  default     = null
}

variable "managed_policy_arns" {
  type        = map(string)
  description = "Managed policies of the containers' role, by name"
  default     = {}
}

variable "memory" {
  type        = number
  description = "MiB of the task; needed on Fargate"
  default     = null
}

variable "network_mode" {
  type        = string
  description = "Network of the containers: bridge, host or awsvpc"
  default     = "bridge"

  validation {
    condition     = contains(["bridge", "host", "awsvpc"], var.network_mode)
    error_message = "The network mode is bridge, host or awsvpc."
  }
}

variable "parameter_arns" {
  type        = list(string)
  description = "Parameters of SSM that the containers get as secrets"
  default     = []
}

variable "partition" {
  type        = string
  description = "Partition of AWS that the account is in"
  default     = "aws"
}

variable "region" {
  type        = string
  description = "Region of the cluster"
}

variable "repository_arns" {
  type        = list(string)
  description = "Repositories of ECR that images are pulled from"
  default     = []
}

variable "role_name_prefix" {
  type        = string
  description = "First part of the roles' names, where the family is too long for it"
  default     = null

  validation {
    condition     = length(coalesce(var.role_name_prefix, "${var.family}-")) <= 33
    error_message = "The first part of a role's name has up to 33 characters: give a shorter one than the family."
  }
}

variable "secret_arns" {
  type        = list(string)
  description = "Secrets of Secrets Manager that the containers or the registries' credentials are"
  default     = []
}

variable "task_policies" {
  type = map(list(object({
    effect     = optional(string, "Allow")
    actions    = list(string)
    resources  = list(string)
    conditions = optional(map(map(list(string))), {})
  })))
  description = "What the containers may do in AWS, by name of the policy"
  default     = {}
}

variable "task_role_arn" {
  type        = string
  description = "Role of the containers that exists, with rights of its own; one is made, unless given"
  default     = null
}

variable "volumes" {
  type = map(object({
    host_path           = optional(string)
    configure_at_launch = optional(bool)
    docker = optional(object({
      driver      = optional(string, "local")
      driver_opts = optional(map(string), {})
      scope       = optional(string, "shared")
    }))
    # With a path the task sees that directory alone, as this user.
    efs = optional(object({
      file_system_id = string
      path           = optional(string)
      uid            = optional(number)
      gid            = optional(number)
      read_only      = optional(bool, false)
    }))
  }))
  description = "Volumes of the task, of one kind, by name; without any scratch space, configured at launch a disk of each task"
  default     = {}

  validation {
    condition = alltrue([
      for volume in var.volumes : try(volume.efs.path, null) == null || try(volume.efs.uid + volume.efs.gid, null) != null
    ])
    error_message = "A directory of a file system has a user: uid and gid."
  }
}
