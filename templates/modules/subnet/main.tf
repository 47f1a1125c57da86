# Everything is keyed by the zone, so that a further zone changes nothing that exists.
resource "aws_subnet" "this" {
  for_each = var.cidrs

  vpc_id                          = var.vpc_id
  availability_zone               = each.key
  cidr_block                      = each.value
  ipv6_cidr_block                 = try(cidrsubnet(var.vpc_ipv6_cidr, 8, var.ipv6_indexes[each.key]), null)
  assign_ipv6_address_on_creation = contains(keys(var.ipv6_indexes), each.key)
  map_public_ip_on_launch         = false

  tags = {
    Name = "${var.name}-${each.key}"
  }
}

resource "aws_route_table" "this" {
  for_each = var.cidrs

  vpc_id = var.vpc_id

  tags = {
    Name = "${var.name}-${each.key}"
  }
}

resource "aws_route_table_association" "this" {
  for_each = aws_subnet.this

  subnet_id      = each.value.id
  route_table_id = aws_route_table.this[each.key].id
}
