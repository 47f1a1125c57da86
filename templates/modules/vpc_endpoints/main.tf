locals {
  # What may be done through an endpoint, by everybody; without a policy AWS allows everything.
  policies = {
    for service, statements in var.endpoint_policies : service => jsonencode({
      Version = "2012-10-17"
      Statement = [for statement in statements : {
        Effect    = statement.effect
        Principal = "*"
        Action    = statement.actions
        Resource  = statement.resources
        Condition = statement.conditions
      }]
    })
  }
}

# S3, with layers of images and packages, and DynamoDB without the way out, in every route table.
resource "aws_vpc_endpoint" "gateway" {
  for_each = var.gateway_service_names

  vpc_id            = var.vpc_id
  service_name      = each.value
  vpc_endpoint_type = "Gateway"
  route_table_ids   = flatten([for tables in var.route_table_ids : values(tables)])
  policy            = lookup(local.policies, each.key, null)

  tags = {
    Name = "${var.name}-${each.key}"
  }
}

# With private DNS a service's usual name leads to its endpoint.
resource "aws_vpc_endpoint" "interface" {
  for_each = var.interface_service_names

  vpc_id              = var.vpc_id
  service_name        = each.value
  vpc_endpoint_type   = "Interface"
  subnet_ids          = values(var.private_subnet_ids)
  security_group_ids  = var.security_group_ids
  private_dns_enabled = true
  policy              = lookup(local.policies, each.key, null)

  tags = {
    Name = "${var.name}-${each.key}"
  }
}
