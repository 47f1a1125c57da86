output "status_codes" {
  description = "Codes that the balancer answers with, by rule"
  # The provider keeps what a rule was before beside what it is: the type says which of them holds.
  value = {
    for key, rule in aws_lb_listener_rule.this : key => (
      one(rule.action).type == "redirect"
      ? one(one(rule.action).redirect).status_code
      : one(one(rule.action).fixed_response).status_code
    )
  }
}
