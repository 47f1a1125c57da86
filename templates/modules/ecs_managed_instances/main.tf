locals {
  provider_name = "${var.cluster_name}-${var.name}"
}

# New roles and policies are not known everywhere at once, and ECS takes the role when the provider is made.
resource "terraform_data" "rights" {
  triggers_replace = [aws_iam_role.ecs.id, aws_iam_instance_profile.this.id]

  provisioner "local-exec" {
    command = "sleep 20"
    # Where there is no such command, a second apply does what the first one could not.
    on_failure = continue
  }

  depends_on = [
    aws_iam_role_policy.ecs,
    aws_iam_role_policy.instance,
    aws_iam_role_policy_attachment.ecs,
  ]
}

resource "aws_ecs_capacity_provider" "this" {
  # Known before it is made: the AWS provider cannot create services on capacity that a plan does not name.
  # https://github.com/hashicorp/terraform-provider-aws/issues/39584
  name = local.provider_name
  # It serves this cluster alone.
  cluster = var.cluster_name

  # The instances have them too.
  tags = { Name = local.provider_name }

  managed_instances_provider {
    infrastructure_role_arn = aws_iam_role.ecs.arn
    propagate_tags          = var.propagate_tags ? "CAPACITY_PROVIDER" : "NONE"

    # Without the block AWS decides; -1 keeps instances that are idle.
    dynamic "infrastructure_optimization" {
      for_each = var.scale_in_after[*]

      content {
        scale_in_after = infrastructure_optimization.value
      }
    }

    instance_launch_template {
      ec2_instance_profile_arn = aws_iam_instance_profile.this.arn
      capacity_option_type     = upper(var.capacity_option_type)
      monitoring               = upper(var.monitoring)

      network_configuration {
        subnets         = values(var.subnet_ids)
        security_groups = var.security_group_ids
      }

      storage_configuration {
        storage_size_gib = var.storage_size
      }

      # Without it ECS takes the cheapest types for general use that the tasks fit on.
      dynamic "instance_requirements" {
        for_each = var.instance_requirements[*]

        content {
          allowed_instance_types                           = instance_requirements.value.allowed_instance_types
          excluded_instance_types                          = instance_requirements.value.excluded_instance_types
          cpu_manufacturers                                = instance_requirements.value.cpu_manufacturers
          instance_generations                             = instance_requirements.value.instance_generations
          burstable_performance                            = instance_requirements.value.burstable_performance
          bare_metal                                       = instance_requirements.value.bare_metal
          accelerator_types                                = instance_requirements.value.accelerator_types
          accelerator_manufacturers                        = instance_requirements.value.accelerator_manufacturers
          on_demand_max_price_percentage_over_lowest_price = instance_requirements.value.on_demand_max_price_percentage_over_lowest_price
          spot_max_price_percentage_over_lowest_price      = instance_requirements.value.spot_max_price_percentage_over_lowest_price

          vcpu_count {
            min = instance_requirements.value.vcpu_count.min
            max = instance_requirements.value.vcpu_count.max
          }

          memory_mib {
            min = instance_requirements.value.memory_mib.min
            max = instance_requirements.value.memory_mib.max
          }

          dynamic "network_bandwidth_gbps" {
            for_each = instance_requirements.value.network_bandwidth_gbps[*]

            content {
              min = network_bandwidth_gbps.value.min
              max = network_bandwidth_gbps.value.max
            }
          }

          dynamic "accelerator_count" {
            for_each = instance_requirements.value.accelerator_count[*]

            content {
              min = accelerator_count.value.min
              max = accelerator_count.value.max
            }
          }
        }
      }
    }
  }

  # The cluster lets go of a provider before it is deleted.
  lifecycle {
    create_before_destroy = true
  }

  # With its rights first: ECS launches instances as soon as a task asks for them.
  depends_on = [terraform_data.rights]
}

# ECS takes a provider into the cluster's list, and tasks on it, once it is active. That takes about a minute, for which
# the AWS provider does not wait: https://github.com/hashicorp/terraform-provider-aws/issues/45693
resource "terraform_data" "active" {
  triggers_replace = [aws_ecs_capacity_provider.this.id]

  provisioner "local-exec" {
    command    = "sleep 90"
    on_failure = continue
  }
}
