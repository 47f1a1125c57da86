output "status_codes" {
  description = "Codes that the balancer answers with, by rule"
  value = {
    for key, rule in aws_lb_listener_rule.this : key => one(concat(
      flatten(rule.action[*].redirect[*].status_code),
      flatten(rule.action[*].fixed_response[*].status_code),
    ))
  }
}
