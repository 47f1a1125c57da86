output "cidr" {
  description = "IPv4 block of the VPC"
  value       = aws_vpc.this.cidr_block
}

output "ipv6_cidr" {
  description = "IPv6 block of the VPC, where it has one"
  value       = aws_vpc.this.ipv6_cidr_block
}

output "vpc_id" {
  description = "Id of the VPC"
  value       = aws_vpc.this.id
}
