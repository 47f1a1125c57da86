output "arn" {
  description = "ARN of the balancer"
  value       = aws_lb.this.arn
}

output "arn_suffix" {
  description = "ARN of the balancer as metrics name it"
  value       = aws_lb.this.arn_suffix
}

output "deletion_protection" {
  description = "Whether AWS refuses to delete the balancer"
  value       = aws_lb.this.enable_deletion_protection
}

output "dns_name" {
  description = "DNS name of the balancer"
  value       = aws_lb.this.dns_name
}

output "internal" {
  description = "Whether the balancer has private addresses only"
  value       = aws_lb.this.internal
}

output "name" {
  description = "Name of the balancer"
  value       = aws_lb.this.name
}

output "static_ips" {
  description = "Addresses of the balancer that stay, by zone"
  value       = { for zone, address in aws_eip.this : zone => address.public_ip }
}

output "zone_id" {
  description = "Hosted zone of the DNS name, for alias records"
  value       = aws_lb.this.zone_id
}
