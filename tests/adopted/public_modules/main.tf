# A cluster with the addresses of terraform-aws-modules: resources are `this[0]`, calls have keys.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  region = "eu-west-1"

  default_tags {
    tags = {
      Environment = "prod"
    }
  }
}

provider "aws" {
  alias  = "virginia"
  region = "us-east-1"
}

module "vpc" {
  source = "./modules/vpc"

  name            = "shop-prod"
  cidr            = "10.20.0.0/16"
  azs             = ["eu-west-1a", "eu-west-1b"]
  private_subnets = ["10.20.0.0/20", "10.20.16.0/20"]
  public_subnets  = ["10.20.48.0/24", "10.20.49.0/24"]
}

module "alb" {
  source = "./modules/alb"

  name    = "shop-prod"
  vpc_id  = module.vpc.vpc_id
  subnets = module.vpc.public_subnets
}

module "autoscaling" {
  for_each = toset(["on_demand"])
  source   = "./modules/autoscaling"

  name    = "shop-prod-${each.key}"
  cluster = "shop-prod"
  vpc_id  = module.vpc.vpc_id
  subnets = module.vpc.private_subnets
}

module "ecs" {
  source = "./modules/ecs"

  cluster_name       = "shop-prod"
  autoscaling_groups = { for name, group in module.autoscaling : name => group.arn }
  vpc_id             = module.vpc.vpc_id
  subnets            = module.vpc.private_subnets
  target_group_arn   = module.alb.target_group_arn
  alb_group_id       = module.alb.security_group_id
}

# Alarms of what AWS counts in one region only.
resource "aws_cloudwatch_metric_alarm" "billing" {
  provider = aws.virginia

  alarm_name          = "shop-prod-billing"
  namespace           = "AWS/Billing"
  metric_name         = "EstimatedCharges"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  period              = 21600
  statistic           = "Maximum"
  threshold           = 100
}

resource "aws_ssm_parameter" "token" {
  name  = "/shop/token"
  type  = "SecureString"
  value = "do-not-show-me-1"
}
