# The name that leads to the tasks which run: ECS puts them in and takes them out.
resource "aws_service_discovery_service" "this" {
  name = var.name
  # ECS may take the last tasks out later than the service itself is gone.
  force_destroy = true

  dns_config {
    namespace_id   = var.namespace_id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = upper(var.type)
      ttl  = 10
    }
  }

  # ECS tells which tasks are healthy.
  health_check_custom_config {
    failure_threshold = 1
  }

  tags = {
    Name = var.family
  }
}
