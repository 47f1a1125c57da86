resource "aws_route53_record" "this" {
  for_each = toset(var.names)

  zone_id = var.zone_id
  name    = each.key
  type    = "A"

  alias {
    name                   = var.load_balancer.dns_name
    zone_id                = var.load_balancer.zone_id
    evaluate_target_health = true
  }
}

# Clients that have IPv6 alone ask for nothing else.
resource "aws_route53_record" "ipv6" {
  for_each = toset(var.ipv6_names)

  zone_id = var.zone_id
  name    = each.key
  type    = "AAAA"

  alias {
    name                   = var.load_balancer.dns_name
    zone_id                = var.load_balancer.zone_id
    evaluate_target_health = true
  }
}
