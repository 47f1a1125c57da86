output "cluster_arn" { value = aws_ecs_cluster.this.arn }
output "services" {
  description = "Name and task definition of each service"
  value       = { for name, service in module.service : name => { id = service.id, revision = service.task_definition_revision } }
}
output "target_groups" { value = zipmap(keys(aws_lb_target_group.this), values(aws_lb_target_group.this)[*].arn_suffix) }
output "log_bucket" { value = join("", aws_s3_bucket.logs.*.bucket_regional_domain_name) }
output "certificate" {
  value     = data.aws_acm_certificate.cdn.arn
  sensitive = false
}
output "settings" { value = tolist(aws_ecs_cluster.this.setting)[0].name }
output "logging" { value = aws_ecs_cluster.this.configuration[0].execute_command_configuration[0].logging }
