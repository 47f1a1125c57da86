output "instance_types" {
  description = "EC2 instance types of the hosts"
  value       = distinct([for instance in aws_instance.this : instance.instance_type])
}

output "nat_public_ips" {
  description = "Addresses that the private subnets show to the internet, by zone of the host"
  value       = { for zone, association in aws_eip_association.this : zone => association.public_ip }
}

output "private_subnet_ids" {
  description = "Ids of the private subnets, by zone, once they have their way out"
  value       = var.private_subnet_ids

  # An instance that boots before there is a way out never joins the cluster.
  depends_on = [aws_eip_association.this, aws_route.private]
}

output "zones" {
  description = "Zones that have a host"
  value       = keys(aws_instance.this)
}
