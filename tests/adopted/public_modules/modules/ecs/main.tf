variable "cluster_name" {}
variable "vpc_id" {}
variable "target_group_arn" {}
variable "alb_group_id" {}

variable "autoscaling_groups" {
  type = map(string)
}

variable "subnets" {
  type = list(string)
}

module "cluster" {
  source = "../cluster"

  name               = var.cluster_name
  autoscaling_groups = var.autoscaling_groups
}

module "service" {
  for_each = toset(["web"])
  source   = "../service"

  name             = each.key
  cluster_arn      = module.cluster.arn
  vpc_id           = var.vpc_id
  subnets          = var.subnets
  target_group_arn = var.target_group_arn
  alb_group_id     = var.alb_group_id
}
