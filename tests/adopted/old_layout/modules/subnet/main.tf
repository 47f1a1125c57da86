variable "name" {}
variable "environment" {}
variable "vpc_id" {}

variable "cidrs" {
  type = list(string)
}

variable "availability_zones" {
  type = list(string)
}

resource "aws_subnet" "subnet" {
  count = length(var.cidrs)

  vpc_id            = var.vpc_id
  cidr_block        = var.cidrs[count.index]
  availability_zone = var.availability_zones[count.index]

  tags = {
    Name        = "${var.name}_${var.availability_zones[count.index]}"
    Environment = var.environment
  }
}

resource "aws_route_table" "subnet" {
  count = length(var.cidrs)

  vpc_id = var.vpc_id

  tags = {
    Name        = "${var.name}_${var.availability_zones[count.index]}"
    Environment = var.environment
  }
}

resource "aws_route_table_association" "subnet" {
  count = length(var.cidrs)

  subnet_id      = aws_subnet.subnet[count.index].id
  route_table_id = aws_route_table.subnet[count.index].id
}

output "ids" {
  value = aws_subnet.subnet[*].id
}

output "route_table_ids" {
  value = aws_route_table.subnet[*].id
}
