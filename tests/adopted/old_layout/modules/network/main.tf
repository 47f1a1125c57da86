variable "environment" {}
variable "vpc_cidr" {}

variable "public_subnet_cidrs" {
  type = list(string)
}

variable "private_subnet_cidrs" {
  type = list(string)
}

variable "availability_zones" {
  type = list(string)
}

module "vpc" {
  source = "../vpc"

  environment = var.environment
  cidr        = var.vpc_cidr
}

module "private_subnet" {
  source = "../subnet"

  name               = "${var.environment}_private_subnet"
  environment        = var.environment
  vpc_id             = module.vpc.id
  cidrs              = var.private_subnet_cidrs
  availability_zones = var.availability_zones
}

module "public_subnet" {
  source = "../subnet"

  name               = "${var.environment}_public_subnet"
  environment        = var.environment
  vpc_id             = module.vpc.id
  cidrs              = var.public_subnet_cidrs
  availability_zones = var.availability_zones
}

module "nat" {
  source = "../nat_gateway"

  subnet_ids   = module.public_subnet.ids
  subnet_count = length(var.public_subnet_cidrs)
}

resource "aws_route" "public_igw_route" {
  count = length(var.public_subnet_cidrs)

  route_table_id         = module.public_subnet.route_table_ids[count.index]
  gateway_id             = module.vpc.igw
  destination_cidr_block = "0.0.0.0/0"
}

resource "aws_route" "private_nat_route" {
  count = length(var.private_subnet_cidrs)

  route_table_id         = module.private_subnet.route_table_ids[count.index]
  nat_gateway_id         = module.nat.ids[count.index]
  destination_cidr_block = "0.0.0.0/0"
}

# What waits for the NAT gateways waits for this.
resource "terraform_data" "dummy_dependency" {
  depends_on = [module.nat]
}

output "vpc_id" {
  value = module.vpc.id
}

output "private_subnet_ids" {
  value = module.private_subnet.ids
}

output "public_subnet_ids" {
  value = module.public_subnet.ids
}
