data "aws_ssm_parameter" "ami" {
  for_each = { for name in var.ami_parameter[*] : "recommended" => name }

  name = each.value
}

locals {
  group_name = "${var.cluster_name}-${var.name}"

  # insecure_value shows the id in plans; the parameter is public.
  image_id = coalesce(var.ami_id, one(values(data.aws_ssm_parameter.ami)[*].insecure_value))

  # Bottlerocket has its system on one disk, and images, containers and their logs on another.
  devices = {
    al2023       = { system = [], root_volume = "/dev/xvda" }
    bottlerocket = { system = ["/dev/xvda"], root_volume = "/dev/xvdb" }
  }[var.ami_family]

  # Without spot instances all are on-demand capacity.
  spot = coalesce(var.spot, { percent = 0, on_demand_base = 0, allocation_strategy = null })

  reservations = flatten([
    for reservation in var.capacity_reservation[*] : [reservation.ids, reservation.resource_group_arns]
  ])

  tags = merge(var.tags, {
    Name          = local.group_name
    Environment   = var.environment
    Cluster       = var.cluster_name
    InstanceGroup = var.name
  })
}

resource "aws_launch_template" "this" {
  #checkov:skip=CKV_AWS_88:No public addresses, unless the spec puts the instances into public subnets.
  #checkov:skip=CKV_AWS_341:One hop, unless the spec gives containers in bridge mode the role of the instance.
  name_prefix            = "${local.group_name}-"
  image_id               = local.image_id
  instance_type          = var.instance_type
  key_name               = var.key_name
  user_data              = base64encode(local.user_data)
  update_default_version = true

  iam_instance_profile {
    arn = aws_iam_instance_profile.this.arn
  }

  network_interfaces {
    associate_public_ip_address = var.public_addresses
    delete_on_termination       = true
    security_groups             = var.security_group_ids
  }

  # The size of the system's disk is the AMI's.
  dynamic "block_device_mappings" {
    for_each = local.devices.system

    content {
      device_name = block_device_mappings.value

      ebs {
        volume_type           = "gp3"
        encrypted             = true
        kms_key_id            = var.root_volume.kms_key_arn
        delete_on_termination = true
      }
    }
  }

  block_device_mappings {
    device_name = local.devices.root_volume

    ebs {
      volume_size           = var.root_volume.size
      volume_type           = var.root_volume.type
      iops                  = var.root_volume.iops
      throughput            = var.root_volume.throughput
      encrypted             = true
      kms_key_id            = var.root_volume.kms_key_arn
      delete_on_termination = true
    }
  }

  # With one hop containers in bridge mode cannot take the role of the instance.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = var.imds_hop_limit
  }

  tag_specifications {
    resource_type = "instance"
    tags          = local.tags
  }

  tag_specifications {
    resource_type = "volume"
    tags          = local.tags
  }

  lifecycle {
    precondition {
      condition     = length(base64encode(local.user_data)) <= 21848
      error_message = "EC2 takes 16 KiB of user data: keep boot commands in S3, and fetch them from a short script."
    }
  }
}

resource "aws_autoscaling_group" "this" {
  # A prefix, so that a replacement can stand beside what it replaces.
  name_prefix             = "${local.group_name}-"
  vpc_zone_identifier     = values(var.subnet_ids)
  min_size                = var.min_size
  max_size                = var.max_size
  desired_capacity        = coalesce(var.desired_capacity, var.min_size)
  health_check_type       = "EC2"
  default_instance_warmup = var.instance_warmup
  max_instance_lifetime   = var.max_instance_lifetime
  capacity_rebalance      = var.capacity_rebalance
  enabled_metrics         = var.enabled_metrics

  # ECS takes the protection off instances without tasks.
  protect_from_scale_in = var.capacity_provider.managed_termination_protection

  # The version is a number and not $Latest, so that a new one is a change that rolls the instances.
  dynamic "launch_template" {
    for_each = var.instance_type[*]

    content {
      id      = aws_launch_template.this.id
      version = aws_launch_template.this.latest_version
    }
  }

  dynamic "mixed_instances_policy" {
    for_each = var.instance_type == null ? [var.instance_types] : []

    content {
      launch_template {
        launch_template_specification {
          launch_template_id = aws_launch_template.this.id
          version            = aws_launch_template.this.latest_version
        }

        # In order of preference.
        dynamic "override" {
          for_each = mixed_instances_policy.value

          content {
            instance_type = override.value
          }
        }

        dynamic "override" {
          for_each = var.instance_requirements[*]

          content {
            instance_requirements {
              allowed_instance_types  = override.value.allowed_instance_types
              excluded_instance_types = override.value.excluded_instance_types
              cpu_manufacturers       = override.value.cpu_manufacturers
              instance_generations    = override.value.instance_generations
              burstable_performance   = override.value.burstable_performance
              bare_metal              = override.value.bare_metal
              local_storage           = override.value.local_storage

              spot_max_price_percentage_over_lowest_price      = override.value.spot_max_price_percentage_over_lowest_price
              on_demand_max_price_percentage_over_lowest_price = override.value.on_demand_max_price_percentage_over_lowest_price

              vcpu_count {
                min = override.value.vcpu_count.min
                max = override.value.vcpu_count.max
              }

              memory_mib {
                min = override.value.memory_mib.min
                max = override.value.memory_mib.max
              }

              # The image has no drivers for accelerators.
              accelerator_count {
                max = 0
              }

              dynamic "memory_gib_per_vcpu" {
                for_each = override.value.memory_gib_per_vcpu[*]

                content {
                  min = memory_gib_per_vcpu.value.min
                  max = memory_gib_per_vcpu.value.max
                }
              }

              dynamic "network_interface_count" {
                for_each = override.value.network_interface_count[*]

                content {
                  min = network_interface_count.value.min
                  max = network_interface_count.value.max
                }
              }
            }
          }
        }
      }

      instances_distribution {
        # Of requirements there is no order.
        on_demand_allocation_strategy            = var.instance_requirements == null ? "prioritized" : "lowest-price"
        on_demand_base_capacity                  = local.spot.on_demand_base
        on_demand_percentage_above_base_capacity = 100 - local.spot.percent
        spot_allocation_strategy                 = local.spot.allocation_strategy
      }
    }
  }

  dynamic "capacity_reservation_specification" {
    for_each = var.capacity_reservation[*]

    content {
      capacity_reservation_preference = capacity_reservation_specification.value.preference

      dynamic "capacity_reservation_target" {
        for_each = length(local.reservations) == 0 ? [] : [capacity_reservation_specification.value]

        content {
          capacity_reservation_ids                 = try(coalescelist(capacity_reservation_target.value.ids), null)
          capacity_reservation_resource_group_arns = try(coalescelist(capacity_reservation_target.value.resource_group_arns), null)
        }
      }
    }
  }

  # ECS takes what leaves the pool, and does not support instances that go back into it.
  dynamic "warm_pool" {
    for_each = var.warm_pool[*]

    content {
      pool_state                  = title(warm_pool.value.pool_state)
      min_size                    = warm_pool.value.min_size
      max_group_prepared_capacity = warm_pool.value.max_group_prepared_capacity
    }
  }

  # Of what the group itself replaces: a refresh has percentages of its own.
  dynamic "instance_maintenance_policy" {
    for_each = var.instance_maintenance_policy[*]

    content {
      min_healthy_percentage = instance_maintenance_policy.value.min_healthy_percentage
      max_healthy_percentage = instance_maintenance_policy.value.max_healthy_percentage
    }
  }

  # New instances come first, then ECS drains the old ones and they go.
  dynamic "instance_refresh" {
    for_each = var.refresh[*]

    content {
      strategy = "Rolling"

      preferences {
        min_healthy_percentage       = instance_refresh.value.min_healthy_percentage
        max_healthy_percentage       = instance_refresh.value.max_healthy_percentage
        instance_warmup              = coalesce(instance_refresh.value.instance_warmup, var.instance_warmup)
        auto_rollback                = instance_refresh.value.auto_rollback
        skip_matching                = true
        scale_in_protected_instances = "Refresh"

        dynamic "alarm_specification" {
          for_each = length(instance_refresh.value.alarms) == 0 ? [] : [instance_refresh.value.alarms]

          content {
            alarms = alarm_specification.value
          }
        }
      }
    }
  }

  # Tags of the launch template do not reach the group itself, nor do the provider's default tags.
  dynamic "tag" {
    for_each = local.tags

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = false
    }
  }

  # Without it from the start, ECS cannot scale in the first instances.
  tag {
    key                 = "AmazonECSManaged"
    value               = "true"
    propagate_at_launch = true
  }

  # ECS drains each instance before it goes.
  timeouts {
    delete = "${var.drain_minutes}m"
  }

  lifecycle {
    create_before_destroy = true
    # ECS scales the group from here on.
    ignore_changes = [desired_capacity]
  }

  # Instances must not boot before their role can join the cluster.
  depends_on = [
    aws_iam_role_policy.ecs,
    aws_iam_role_policy.ecs_config,
    aws_iam_role_policy.instance,
    aws_iam_role_policy.launch_hook,
    aws_iam_role_policy.logs,
    aws_iam_role_policy_attachment.managed,
    aws_iam_role_policy_attachment.sessions,
  ]
}

# Not an initial_lifecycle_hook of the group, for which Terraform would replace a group that is there.
resource "aws_autoscaling_lifecycle_hook" "launch" {
  for_each = toset(local.launch_hooks)

  name                   = each.key
  autoscaling_group_name = aws_autoscaling_group.this.name
  lifecycle_transition   = "autoscaling:EC2_INSTANCE_LAUNCHING"
  default_result         = "CONTINUE"

  # Longer than all that a boot may wait for.
  heartbeat_timeout = 1800
}

resource "aws_ecs_capacity_provider" "this" {
  # Not the group's own name, which only apply knows: the AWS provider cannot create services on capacity that a plan
  # does not name. https://github.com/hashicorp/terraform-provider-aws/issues/39584
  name = local.group_name

  auto_scaling_group_provider {
    auto_scaling_group_arn         = aws_autoscaling_group.this.arn
    managed_draining               = var.capacity_provider.managed_draining ? "ENABLED" : "DISABLED"
    managed_termination_protection = var.capacity_provider.managed_termination_protection ? "ENABLED" : "DISABLED"

    managed_scaling {
      status                    = "ENABLED"
      target_capacity           = var.capacity_provider.target_capacity
      minimum_scaling_step_size = var.capacity_provider.minimum_scaling_step_size
      maximum_scaling_step_size = var.capacity_provider.maximum_scaling_step_size
      instance_warmup_period    = coalesce(var.capacity_provider.instance_warmup, var.instance_warmup)
    }
  }

  # The cluster lets go of a provider before it is deleted.
  lifecycle {
    create_before_destroy = true
  }
}
