# A provider that is no longer named here is let go before it is deleted: see its lifecycle.
resource "aws_ecs_cluster_capacity_providers" "this" {
  cluster_name       = var.cluster_name
  capacity_providers = values(var.capacity_providers)

  dynamic "default_capacity_provider_strategy" {
    for_each = var.default_capacity

    content {
      capacity_provider = var.capacity_providers[default_capacity_provider_strategy.key]
      weight            = default_capacity_provider_strategy.value.weight
      base              = default_capacity_provider_strategy.value.base
    }
  }
}
