# The network of the platform, by the tags that its tree gives it.
data "aws_vpc" "this" {
  tags = {
    Name    = var.cluster_name
    Cluster = var.cluster_name
  }
}

data "aws_subnet" "public" {
  for_each = toset(var.public_zones)

  vpc_id            = data.aws_vpc.this.id
  availability_zone = each.key

  tags = {
    Name = "${var.cluster_name}-public-${each.key}"
  }
}

data "aws_subnet" "private" {
  for_each = toset(var.private_zones)

  vpc_id            = data.aws_vpc.this.id
  availability_zone = each.key

  tags = {
    Name = "${var.cluster_name}-private-${each.key}"
  }
}
