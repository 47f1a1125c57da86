# One gateway that AWS spreads over the zones in use, with addresses of its own choice in each.
resource "aws_nat_gateway" "this" {
  vpc_id            = var.vpc_id
  availability_mode = "regional"

  tags = {
    Name = var.name
  }

  # The gateway stands behind the VPC's internet gateway, which must be there first and go last.
  depends_on = [var.internet_gateway_id]
}

resource "aws_route" "private" {
  for_each = var.private_route_table_ids

  route_table_id         = each.value
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this.id
}
