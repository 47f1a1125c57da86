# A cluster of a widely copied layout: one module calls all others, resources have indexes and old names.

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
}

module "ecs" {
  source = "./modules/ecs"

  environment          = "acc"
  cluster              = "acc"
  vpc_cidr             = "10.0.0.0/16"
  public_subnet_cidrs  = ["10.0.0.0/24", "10.0.1.0/24"]
  private_subnet_cidrs = ["10.0.50.0/24", "10.0.51.0/24"]
  availability_zones   = ["eu-west-1a", "eu-west-1b"]
  instance_type        = "t2.micro"
  key_name             = aws_key_pair.ecs.key_name
}

resource "aws_key_pair" "ecs" {
  key_name   = "ecs-key-acc"
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl nobody"
}

output "default_alb_target_group" {
  value = module.ecs.default_alb_target_group
}
