output "id" {
  description = "Id of the security group, for the rules of others"
  value       = aws_security_group.this.id
}

output "ready_id" {
  description = "Id of the security group, once its rules stand"
  value       = aws_security_group.this.id

  # Rules take id instead: two groups that name each other would wait for each other.
  depends_on = [aws_vpc_security_group_egress_rule.this, aws_vpc_security_group_ingress_rule.this]
}
