resource "aws_eip" "this" {
  for_each = toset(values(var.nat_zones))

  domain = "vpc"

  tags = {
    Name = "${var.name}-nat-${each.key}"
  }
}

resource "aws_nat_gateway" "this" {
  for_each = aws_eip.this

  allocation_id = each.value.id
  subnet_id     = var.public_subnet_ids[each.key]

  tags = {
    Name = "${var.name}-${each.key}"
  }
}

resource "aws_route" "private" {
  for_each = var.nat_zones

  route_table_id         = var.private_route_table_ids[each.key]
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[each.value].id
}
