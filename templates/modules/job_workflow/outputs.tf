output "arn" {
  description = "ARN of the workflow, once its role may run the task"
  value       = aws_sfn_state_machine.this.arn
}

output "retry" {
  description = "Attempts after a run that failed, the seconds before the first, and by how much each further wait is longer"
  value = [
    for retry in try(jsondecode(aws_sfn_state_machine.this.definition).States.Run.Retry, []) :
    [retry.MaxAttempts, retry.IntervalSeconds, retry.BackoffRate]
  ]
}

output "timeout" {
  description = "Seconds after which a run is stopped; none without a timeout"
  value       = try(jsondecode(aws_sfn_state_machine.this.definition).States.Run.TimeoutSeconds, null)
}
