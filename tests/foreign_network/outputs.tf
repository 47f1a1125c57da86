output "vpc_id" {
  description = "The ID of the VPC"
  value       = try(aws_vpc.this[0].id, null)
}
output "vpc_arn" { value = element(concat(aws_vpc.this.*.arn, [""]), 0) }
output "public_subnets" { value = aws_subnet.public[*].id }
output "public_subnet_arns" { value = [for subnet in aws_subnet.public : subnet.arn] }
output "private_subnets" { value = { for zone, subnet in aws_subnet.private : zone => subnet.id } }
output "public_subnet_objects" { value = aws_subnet.public }
output "nat_public_ips" {
  value = var.reuse_nat_ips ? var.external_nat_ip_ids : aws_eip.nat[*].public_ip
}
output "ipv6_blocks" { value = compact(aws_subnet.public[*].ipv6_cidr_block) }
output "endpoint_ids" { value = one(module.endpoints[*].ids) }
output "first_rule" { value = try(aws_network_acl.public.egress[*].rule_no, []) }
output "vpc_flow_log_destination_arn" { value = local.flow_log_arn }
output "default_group" { value = try(aws_default_security_group.this[0].egress, null) }
