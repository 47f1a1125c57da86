output "instance_id" {
  description = "Id of the bastion"
  value       = aws_instance.this.id
}

output "instance_type" {
  description = "EC2 instance type of the bastion"
  value       = aws_instance.this.instance_type
}

output "public_ip" {
  description = "Address of the bastion"
  value       = aws_eip.this.public_ip
}
