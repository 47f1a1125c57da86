output "family" {
  description = "Family of the task definition, once its roles may do their work"
  value       = aws_ecs_task_definition.this.family

  depends_on = [aws_iam_role_policy.execution, aws_iam_role_policy.task, aws_iam_role_policy_attachment.task]
}

output "log_group_name" {
  description = "Name of the containers' log group, if they have one"
  value       = one([for group in aws_cloudwatch_log_group.this : group.name])
}

output "proxy_log_configuration" {
  description = "Where the proxy of Service Connect logs to"
  value       = local.proxy_log_configuration
}

output "role_arns" {
  description = "Roles that a caller has to pass to start the task"
  value       = [aws_iam_role.execution.arn, local.task_role_arn]
}

output "task_definition_arn" {
  description = "ARN of the task definition, once its roles may do their work"
  value       = aws_ecs_task_definition.this.arn

  # A task that starts earlier cannot pull its image; one that outlives them cannot end its work.
  depends_on = [aws_iam_role_policy.execution, aws_iam_role_policy.task, aws_iam_role_policy_attachment.task]
}

output "task_role_name" {
  description = "Name of the containers' role, to attach further policies; null where the call gives one that exists"
  value       = one([for role in aws_iam_role.task : role.name])
}
