output "id" {
  description = "Id of the security group, for the rules of others"
  value       = data.aws_security_group.this.id
}
