variable "subnet_count" {}

variable "subnet_ids" {
  type = list(string)
}

resource "aws_eip" "nat" {
  count = var.subnet_count

  domain = "vpc"
}

resource "aws_nat_gateway" "nat" {
  count = var.subnet_count

  allocation_id = aws_eip.nat[count.index].id
  subnet_id     = var.subnet_ids[count.index]
}

output "ids" {
  value = aws_nat_gateway.nat[*].id
}
