variable "environment" {}
variable "cluster" {}
variable "instance_group" {}
variable "instance_type" {}
variable "key_name" {}
variable "vpc_id" {}
variable "iam_instance_profile" {}

variable "private_subnet_ids" {
  type = list(string)
}

locals {
  prefix = "${var.environment}_${var.cluster}"
}

resource "aws_security_group" "instance" {
  name        = "${local.prefix}_${var.instance_group}"
  description = "Used in ${var.environment}"
  vpc_id      = var.vpc_id

  tags = {
    Environment   = var.environment
    Cluster       = var.cluster
    InstanceGroup = var.instance_group
  }
}

resource "aws_security_group_rule" "outbound_internet_access" {
  type              = "egress"
  from_port         = 0
  to_port           = 0
  protocol          = "-1"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = aws_security_group.instance.id
}

resource "aws_launch_configuration" "launch" {
  name_prefix          = "${local.prefix}_${var.instance_group}_"
  image_id             = "ami-12c6146b"
  instance_type        = var.instance_type
  security_groups      = [aws_security_group.instance.id]
  user_data            = "#!/bin/bash\necho ECS_CLUSTER=${var.cluster} > /etc/ecs/ecs.config\n"
  iam_instance_profile = var.iam_instance_profile
  key_name             = var.key_name

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_autoscaling_group" "asg" {
  name                 = "${local.prefix}_${var.instance_group}"
  max_size             = 1
  min_size             = 1
  desired_capacity     = 1
  force_delete         = true
  launch_configuration = aws_launch_configuration.launch.id
  vpc_zone_identifier  = var.private_subnet_ids

  tag {
    key                 = "Name"
    value               = "${var.environment}_ecs_${var.cluster}_${var.instance_group}"
    propagate_at_launch = true
  }

  tag {
    key                 = "Environment"
    value               = var.environment
    propagate_at_launch = true
  }
}

resource "aws_cloudwatch_log_group" "dmesg" {
  name              = "${var.cluster}/var/log/dmesg"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_group" "docker" {
  name              = "${var.cluster}/var/log/docker"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_group" "ecs-agent" {
  name              = "${var.cluster}/var/log/ecs/ecs-agent.log"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_group" "ecs-init" {
  name              = "${var.cluster}/var/log/ecs/ecs-init.log"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_group" "audit" {
  name              = "${var.cluster}/var/log/ecs/audit.log"
  retention_in_days = 30
}

resource "aws_cloudwatch_log_group" "messages" {
  name              = "${var.cluster}/var/log/messages"
  retention_in_days = 30
}

output "security_group_id" {
  value = aws_security_group.instance.id
}
