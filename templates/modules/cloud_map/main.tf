resource "aws_service_discovery_private_dns_namespace" "this" {
  for_each = toset(var.namespaces)

  name        = each.value
  description = "Services of cluster ${var.cluster_name}"
  vpc         = var.vpc_id

  tags = {
    Name = each.value
  }
}
