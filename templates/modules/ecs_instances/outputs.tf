output "autoscaling_group_name" {
  description = "Name of the autoscaling group"
  value       = aws_autoscaling_group.this.name
}

output "capacity_provider_name" {
  description = "Name of the capacity provider, once it exists"
  value       = aws_ecs_capacity_provider.this.name
}

output "desired_capacity" {
  description = "Number of instances at creation"
  value       = aws_autoscaling_group.this.desired_capacity
}

output "image_id" {
  description = "Image of the instances"
  value       = aws_launch_template.this.image_id
}

output "instance_role_name" {
  description = "Name of the instances' role, to attach further policies"
  value       = aws_iam_role.this.name
}

output "instance_types" {
  description = "EC2 instance types, in order of preference"
  value = concat(
    compact([aws_launch_template.this.instance_type]),
    flatten([
      for policy in aws_autoscaling_group.this.mixed_instances_policy :
      one(policy.launch_template).override[*].instance_type
    ]),
  )
}

output "max_size" {
  description = "Greatest number of instances"
  value       = aws_autoscaling_group.this.max_size
}

output "min_size" {
  description = "Least number of instances"
  value       = aws_autoscaling_group.this.min_size
}

output "root_volume_size" {
  description = "Root disk, of Bottlerocket the disk of images and containers, in GiB"
  value       = one(reverse(aws_launch_template.this.block_device_mappings)[0].ebs).volume_size
}

output "root_volume_type" {
  description = "EBS type of the root disk, of Bottlerocket of the disk of images and containers"
  value       = one(reverse(aws_launch_template.this.block_device_mappings)[0].ebs).volume_type
}
