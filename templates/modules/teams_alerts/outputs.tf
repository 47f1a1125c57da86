output "rules" {
  description = "Names of the rules whose events go to the channel's topic"
  value       = [for target in aws_cloudwatch_event_target.this : target.rule]
}
