variable "cidr" {}
variable "environment" {}

resource "aws_vpc" "vpc" {
  cidr_block           = var.cidr
  enable_dns_hostnames = true

  tags = {
    Name        = var.environment
    Environment = var.environment
  }
}

resource "aws_internet_gateway" "vpc" {
  vpc_id = aws_vpc.vpc.id

  tags = {
    Environment = var.environment
  }
}

output "id" {
  value = aws_vpc.vpc.id
}

output "igw" {
  value = aws_internet_gateway.vpc.id
}
