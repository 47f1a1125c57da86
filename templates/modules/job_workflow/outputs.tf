output "arn" {
  description = "ARN of the workflow, once its role may run the task"
  value       = aws_sfn_state_machine.this.arn
}

output "name" {
  description = "Name of the workflow"
  value       = aws_sfn_state_machine.this.name
}
