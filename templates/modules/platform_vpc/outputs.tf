output "ipv6_cidr" {
  description = "IPv6 block of the VPC, if it has one"
  value       = data.aws_vpc.this.ipv6_cidr_block
}

output "private_subnet_ids" {
  description = "Ids of the private subnets, by zone"
  value       = { for zone, subnet in data.aws_subnet.private : zone => subnet.id }
}

output "public_subnet_ids" {
  description = "Ids of the public subnets, by zone"
  value       = { for zone, subnet in data.aws_subnet.public : zone => subnet.id }
}

output "vpc_id" {
  description = "Id of the VPC"
  value       = data.aws_vpc.this.id
}
