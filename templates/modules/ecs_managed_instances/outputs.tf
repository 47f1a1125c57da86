output "capacity_option_type" {
  description = "How EC2 sells the instances: ON_DEMAND or SPOT"
  value       = one(one(aws_ecs_capacity_provider.this.managed_instances_provider).instance_launch_template).capacity_option_type
}

output "capacity_provider_name" {
  description = "Name of the capacity provider, once it is active"
  value       = aws_ecs_capacity_provider.this.name

  depends_on = [terraform_data.active]
}

output "instance_types" {
  description = "The only instance types, or patterns of them; none where all are allowed"
  value = flatten([
    for template in one(aws_ecs_capacity_provider.this.managed_instances_provider).instance_launch_template :
    [for requirements in template.instance_requirements : try(sort(requirements.allowed_instance_types), [])]
  ])
}

output "storage_size" {
  description = "GiB of the disk of each instance"
  value = one(
    one(one(aws_ecs_capacity_provider.this.managed_instances_provider).instance_launch_template).storage_configuration
  ).storage_size_gib
}
