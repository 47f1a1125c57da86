output "secondary_cidr_blocks" {
  description = "IPv4 blocks that the VPC has beside its first one"
  value       = sort([for association in aws_vpc_ipv4_cidr_block_association.this : association.cidr_block])
}

output "vpc_id" {
  description = "Id of the VPC, once it has its blocks"
  value       = var.vpc_id

  # EC2 refuses a subnet of a block that is not associated yet, and keeps a block while it has subnets.
  depends_on = [aws_vpc_ipv4_cidr_block_association.this]
}
