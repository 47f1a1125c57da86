# Keyed by the block, so that a further one changes nothing that exists.
resource "aws_vpc_ipv4_cidr_block_association" "this" {
  for_each = toset(var.secondary_cidr_blocks)

  vpc_id     = var.vpc_id
  cidr_block = each.key
}
