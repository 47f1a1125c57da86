output "dns_name" {
  description = "DNS name of the balancer"
  value       = aws_elb.this.dns_name
}

output "internal" {
  description = "Whether the balancer has private addresses only"
  value       = aws_elb.this.internal
}

output "name" {
  description = "Name of the balancer"
  value       = aws_elb.this.name
}

output "zone_id" {
  description = "Hosted zone of the DNS name, for alias records"
  value       = aws_elb.this.zone_id
}
