output "events" {
  description = "The rule of each event, what a message says of it, and where the event has the words in angle brackets"
  value = {
    for event, told in local.events : event => {
      rule     = aws_cloudwatch_event_rule.this[event].name
      rule_arn = aws_cloudwatch_event_rule.this[event].arn
      headline = told.headline
      paths    = told.paths
    }
  }
}

output "rule_arns" {
  description = "ARNs of the rules"
  value       = [for rule in aws_cloudwatch_event_rule.this : rule.arn]
}

output "rules" {
  description = "Names of the rules"
  value       = [for rule in aws_cloudwatch_event_rule.this : rule.name]
}
