output "security_group_id" {
  description = "Id of the security group of the endpoint, which may now reach the instances"
  value       = one(distinct([for rule in aws_vpc_security_group_egress_rule.this : rule.security_group_id]))
}
