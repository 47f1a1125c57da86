locals {
  attributes = merge({ instance-group = var.name }, var.attributes)

  # Lines of /etc/ecs/ecs.config. Containers in awsvpc mode cannot reach the instance's credentials.
  ecs_config = {
    for name, value in merge({
      ECS_CLUSTER                                = var.cluster_name
      ECS_AVAILABLE_LOGGING_DRIVERS              = jsonencode(var.log_drivers)
      ECS_AWSVPC_BLOCK_IMDS                      = "true"
      ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM = "ec2_instance"
      ECS_ENABLE_SPOT_INSTANCE_DRAINING          = var.spot == null ? null : "true"
      ECS_INSTANCE_ATTRIBUTES                    = jsonencode(local.attributes)
      ECS_RESERVED_MEMORY                        = var.reserved_memory
      ECS_WARM_POOLS_CHECK                       = one([for pool in var.warm_pool[*] : "true"])
    }, var.ecs_config) : name => value if value != null
  }

  # An instance waits in the hook until it is prepared: without it EC2 Auto Scaling stops it as soon as it runs.
  # https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools.html
  launch_hooks = [for pool in var.warm_pool[*] : "prepared" if pool.pool_state == "stopped"]

  user_data = {
    al2023 = templatefile("${path.module}/user_data.sh.tftpl", {
      ecs_config              = local.ecs_config
      ecs_config_s3           = var.ecs_config_s3
      cloudwatch_agent_config = var.cloudwatch_agent_config
      docker_containers       = var.docker_containers
      cluster_name            = var.cluster_name
      boot_commands           = var.boot_commands
      launch_hooks            = local.launch_hooks
      region                  = var.region
    })
    bottlerocket = templatefile("${path.module}/user_data.toml.tftpl", {
      cluster_name          = var.cluster_name
      attributes            = local.attributes
      log_drivers           = var.log_drivers
      privileged_containers = var.privileged_containers
      reserved_memory       = var.reserved_memory
      sessions              = length(var.session_policy_arns) > 0
      spot                  = var.spot
    })
  }[var.ami_family]
}
