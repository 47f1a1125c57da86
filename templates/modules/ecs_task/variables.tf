variable "account_id" {
  type        = string
  description = "Account of the cluster"
}

variable "cluster_name" {
  type        = string
  description = "Name of the cluster, whose roles lie below /ecs/ and it"
}

variable "containers" {
  type = map(object({
    image              = string
    cpu                = optional(number, 0)
    memory             = optional(number)
    memory_reservation = optional(number)
    gpus               = optional(number)
    ports = optional(map(object({
      container_port = number
      host_port      = optional(number, 0)
      protocol       = optional(string, "tcp")
      app_protocol   = optional(string)
    })), {})
    command           = optional(list(string))
    entrypoint        = optional(list(string))
    working_directory = optional(string)
    environment       = optional(map(string), {})
    env_files         = optional(list(string), [])
    secrets           = optional(map(string), {})
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
    # ECS starts the container again when it ends, and keeps the task.
    restart_policy = optional(object({
      ignored_exit_codes     = optional(list(number), [])
      restart_attempt_period = optional(number, 300)
    }))
    mounts         = optional(list(object({ volume = string, path = string, read_only = optional(bool, false) })), [])
    user           = optional(string)
    read_only_root = optional(bool, false)
    privileged     = optional(bool, false)
    init           = optional(bool, true)
    ulimits        = optional(map(object({ soft = number, hard = number })), {})
    capabilities   = optional(object({ add = optional(list(string), []), drop = optional(list(string), []) }))
    devices = optional(list(object({
      host_path      = string
      container_path = optional(string)
      permissions    = optional(list(string), ["read", "write", "mknod"])
    })), [])
    shm_size      = optional(number)
    tmpfs         = optional(map(object({ size = number, mount_options = optional(list(string), []) })), {})
    sysctls       = optional(map(string), {})
    hostname      = optional(string)
    extra_hosts   = optional(map(string), {})
    start_timeout = optional(number)
    stop_timeout  = optional(number, 30)
    labels        = optional(map(string), {})
    essential     = optional(bool, true)
  }))
  description = "Containers of the task, by name: CPU units, MiB, seconds"

  validation {
    condition     = length(var.containers) <= 10 && anytrue([for container in var.containers : container.essential])
    error_message = "A task has 1 to 10 containers, and one at least is essential."
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
    condition = var.fargate != null || var.task_memory != null || alltrue([
      for container in var.containers : container.memory != null || container.memory_reservation != null
    ])
    error_message = "On instances a container has memory or memory_reservation, unless the task has task_memory."
  }

  validation {
    condition     = alltrue([for container in var.containers : length(container.env_files) <= 10])
    error_message = "A container has at most 10 environment files."
  }

  validation {
    condition = alltrue([
      for container in var.containers : var.network_mode != "awsvpc" || (
        container.hostname == null && length(container.extra_hosts) == 0
      )
    ])
    error_message = "In network mode awsvpc a container has no hostname and no extra_hosts."
  }

  validation {
    condition = alltrue(flatten([
      for container in var.containers : [
        for policy in container.restart_policy[*] :
        policy.restart_attempt_period >= 60 && policy.restart_attempt_period <= 1800
      ]
    ]))
    error_message = "A container runs 60 to 1800 seconds until it is started again."
  }
}

variable "execution" {
  type = object({
    # Repositories that cache images of other registries: ECR makes and fills them when they are asked.
    cached_repository_arns = optional(list(string), [])
    secret_arns            = optional(list(string), [])
    parameter_arns         = optional(list(string), [])
    kms_key_arns           = optional(list(string), [])
    # What agents need that AWS puts into the task.
    statements = optional(list(object({ effect = optional(string, "Allow"), actions = list(string), resources = list(string), conditions = optional(map(map(list(string))), {}) })), [])
  })
  description = "What else ECS does to start the task: it reads secrets and credentials, parameters of SSM, keys of these, and more"
  default     = {}
}

variable "family" {
  type        = string
  description = "Family of the task definition"

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,255}$", var.family))
    error_message = "A family has up to 255 letters, digits, underscores and hyphens."
  }
}

variable "fargate" {
  type = object({
    cpu               = number
    memory            = number
    architecture      = optional(string, "x86_64")
    ephemeral_storage = optional(number)
  })
  description = "CPU units and MiB of the task on Fargate, the architecture of its images, and GiB of scratch space, unless its 20; null on instances"
  default     = null

  validation {
    condition     = var.fargate == null || var.network_mode == "awsvpc"
    error_message = "On Fargate the network mode is awsvpc."
  }

  validation {
    condition     = alltrue([for task in var.fargate[*] : contains(["x86_64", "arm64"], task.architecture) && try(task.ephemeral_storage >= 21 && task.ephemeral_storage <= 200, true)])
    error_message = "Images are for x86_64 or arm64, and a task has 21 to 200 GiB of scratch space."
  }
}

variable "ipc_mode" {
  type        = string
  description = "Whose shared memory the containers see: none, task or host; as Docker is set, unless given"
  default     = null

  validation {
    condition     = var.ipc_mode == null || (contains(["none", "task", "host"], coalesce(var.ipc_mode, "-")) && var.fargate == null)
    error_message = "The mode is none, task or host, and Fargate has none."
  }
}

variable "keep_revisions" {
  type        = bool
  description = "Whether a revision stays when another one takes its place: CI may have it running"
  default     = false
}

variable "logs" {
  type = object({
    # null where all logs go elsewhere.
    log_group      = optional(string)
    retention_days = optional(number, 365)
    # standard or infrequent_access, for the life of the group; AWS's standard, unless given.
    class       = optional(string)
    kms_key_arn = optional(string)
    # First part of the log streams' names; each container's own name, unless given.
    stream_prefix = optional(string)
    # When logs cannot leave, non-blocking drops the oldest, and blocking halts the container.
    mode            = optional(string, "non-blocking")
    max_buffer_size = optional(string, "25m")
    # Another driver of Docker's; or Fluent Bit beside the containers, its output, and what it may do in AWS.
    configuration = optional(object({ driver = string, options = map(string) }))
    router = optional(object({
      image   = string
      options = map(string)
      # Configuration before the output: an object s3://bucket/key, or a path of the image.
      config_file = optional(string)
      # Options whose values ECS reads from a parameter or secret.
      secrets = optional(map(string), {})
      statements = optional(list(object({
        effect     = optional(string, "Allow")
        actions    = list(string)
        resources  = list(string)
        conditions = optional(map(map(list(string))), {})
      })), [])
    }))
  })
  description = "Where the containers' logs go: a log group that is kept for some days, 0 for ever, or elsewhere"

  validation {
    condition     = var.logs.log_group != null || (var.logs.configuration != null && var.logs.router == null)
    error_message = "Logs of the containers, or of Fluent Bit itself, go to a log group: give its name, or a configuration."
  }

  validation {
    condition     = contains(["standard", "infrequent_access"], coalesce(var.logs.class, "standard"))
    error_message = "The class of a log group is standard or infrequent_access."
  }

  validation {
    condition = (
      contains(["non-blocking", "blocking"], var.logs.mode) &&
      can(regex("^[1-9][0-9]{0,5}[kmg]$", var.logs.max_buffer_size))
    )
    error_message = "The mode is non-blocking or blocking, and a size a number and k, m or g: 25m."
  }
}

variable "managed_instances" {
  type        = object({ architecture = optional(string, "x86_64") })
  description = "Architecture of the instances that ECS takes for the task, x86_64 or arm64; null elsewhere"
  default     = null
}

variable "managed_policy_arns" {
  type        = map(string)
  description = "Managed policies of the containers' role, by name"
  default     = {}
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

variable "pid_mode" {
  type        = string
  description = "Whose processes a container sees beside its own: task or host; none, unless given"
  default     = null

  validation {
    condition     = contains(["-", "task", var.fargate == null ? "host" : "-"], coalesce(var.pid_mode, "-"))
    error_message = "The mode is task, or on instances host."
  }
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

variable "role_path" {
  type        = string
  description = "Path of the roles, of which a deployer may give those to tasks; that of the cluster, unless given"
  default     = null
}

variable "tags" {
  type        = map(string)
  description = "Tags of the task definition, its roles and its log group, beside those of all resources; jobs have them of it"
  default     = null
}

variable "task_cpu" {
  type        = number
  description = "CPU units of the whole task on instances; what its containers have, unless given"
  default     = null

  validation {
    condition     = var.task_cpu == null || (coalesce(var.task_cpu, 0) >= 128 && coalesce(var.task_cpu, 0) <= 196608)
    error_message = "A task on instances has 128 to 196608 CPU units."
  }
}

variable "task_memory" {
  type        = number
  description = "MiB of the whole task on instances, its hard limit; what its containers have, unless given"
  default     = null
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
    # With a path the task sees that directory alone, as this user; or what an access point leads to, or a directory that exists.
    efs = optional(object({
      file_system_id  = string
      path            = optional(string)
      uid             = optional(number)
      gid             = optional(number)
      access_point_id = optional(string)
      root_directory  = optional(string)
      read_only       = optional(bool, false)
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

  validation {
    condition = alltrue([
      for volume in var.volumes : length(compact([
        try(volume.efs.path, null), try(volume.efs.access_point_id, null), try(volume.efs.root_directory, null),
      ])) <= 1
    ])
    error_message = "A file system is seen through a path, an access point or a root directory, one of them at most."
  }
}
