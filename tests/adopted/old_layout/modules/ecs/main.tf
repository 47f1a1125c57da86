variable "environment" {}
variable "cluster" {}
variable "vpc_cidr" {}
variable "instance_type" {}
variable "key_name" {}

variable "public_subnet_cidrs" {
  type = list(string)
}

variable "private_subnet_cidrs" {
  type = list(string)
}

variable "availability_zones" {
  type = list(string)
}

locals {
  assume = { for service in ["ec2", "ecs"] : service => jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "${service}.amazonaws.com" }
    }]
  }) }
}

module "network" {
  source = "../network"

  environment          = var.environment
  vpc_cidr             = var.vpc_cidr
  public_subnet_cidrs  = var.public_subnet_cidrs
  private_subnet_cidrs = var.private_subnet_cidrs
  availability_zones   = var.availability_zones
}

module "ecs_instances" {
  source = "../ecs_instances"

  environment          = var.environment
  cluster              = var.cluster
  instance_group       = "default"
  instance_type        = var.instance_type
  key_name             = var.key_name
  vpc_id               = module.network.vpc_id
  private_subnet_ids   = module.network.private_subnet_ids
  iam_instance_profile = aws_iam_instance_profile.ecs.name
}

module "alb" {
  source = "../alb"

  environment       = var.environment
  name              = "${var.environment}-${var.cluster}"
  vpc_id            = module.network.vpc_id
  public_subnet_ids = module.network.public_subnet_ids
}

resource "aws_security_group_rule" "alb_to_ecs" {
  type                     = "ingress"
  from_port                = 32768
  to_port                  = 61000
  protocol                 = "TCP"
  source_security_group_id = module.alb.security_group_id
  security_group_id        = module.ecs_instances.security_group_id
}

resource "aws_ecs_cluster" "cluster" {
  name = var.cluster
}

resource "aws_iam_role" "ecs_instance_role" {
  name               = "${var.environment}_ecs_instance_role"
  assume_role_policy = local.assume["ec2"]
}

resource "aws_iam_instance_profile" "ecs" {
  name = "${var.environment}_ecs_instance_profile"
  path = "/"
  role = aws_iam_role.ecs_instance_role.name
}

resource "aws_iam_role_policy_attachment" "ecs_ec2_role" {
  role       = aws_iam_role.ecs_instance_role.id
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
}

resource "aws_iam_role_policy_attachment" "ecs_ec2_cloudwatch_role" {
  role       = aws_iam_role.ecs_instance_role.id
  policy_arn = "arn:aws:iam::aws:policy/CloudWatchLogsFullAccess"
}

resource "aws_iam_role" "ecs_lb_role" {
  name               = "${var.environment}_ecs_lb_role"
  path               = "/ecs/"
  assume_role_policy = local.assume["ecs"]
}

resource "aws_iam_role_policy_attachment" "ecs_lb" {
  role       = aws_iam_role.ecs_lb_role.id
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceRole"
}

output "default_alb_target_group" {
  value = module.alb.default_alb_target_group
}
