resource "aws_service_discovery_http_namespace" "this" {
  name        = var.name
  description = "Peers of Service Connect in cluster ${var.cluster_name}"

  tags = {
    Name = var.name
  }
}
