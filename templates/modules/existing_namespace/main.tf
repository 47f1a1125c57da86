data "aws_service_discovery_http_namespace" "this" {
  name = var.name
}
