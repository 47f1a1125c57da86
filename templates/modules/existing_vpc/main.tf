# A VPC that exists. A subnet that is not of this VPC, or not of its zone, is not found: the plan says so.
data "aws_vpc" "this" {
  id = var.vpc_id
}

data "aws_subnet" "public" {
  for_each = var.public_subnet_ids

  id                = each.value
  vpc_id            = data.aws_vpc.this.id
  availability_zone = each.key
}

data "aws_subnet" "private" {
  for_each = var.private_subnet_ids

  id                = each.value
  vpc_id            = data.aws_vpc.this.id
  availability_zone = each.key
}
