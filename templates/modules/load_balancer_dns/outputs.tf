output "names" {
  description = "Names that lead to the balancer"
  value       = [for record in aws_route53_record.this : record.name]
}
