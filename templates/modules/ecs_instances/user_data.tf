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
    }, var.ecs_config) : name => value if value != null
  }

  user_data = {
    al2023 = templatefile("${path.module}/user_data.sh.tftpl", {
      ecs_config              = local.ecs_config
      ecs_config_s3           = var.ecs_config_s3
      cloudwatch_agent_config = var.cloudwatch_agent_config
      docker_containers       = var.docker_containers
      cluster_name            = var.cluster_name
      boot_commands           = var.boot_commands
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
