variable "name" {}
variable "cluster" {}
variable "vpc_id" {}

variable "subnets" {
  type = list(string)
}

resource "aws_security_group" "this" {
  count = 1

  name_prefix = "${var.name}-"
  description = "Autoscaling group security group"
  vpc_id      = var.vpc_id
}

resource "aws_launch_template" "this" {
  count = 1

  name_prefix            = "${var.name}-"
  image_id               = "ami-12c6146b"
  instance_type          = "t3.large"
  user_data              = base64encode("#!/bin/bash\necho ECS_CLUSTER=${var.cluster} >> /etc/ecs/ecs.config\n")
  vpc_security_group_ids = [aws_security_group.this[0].id]

  iam_instance_profile {
    arn = aws_iam_instance_profile.this[0].arn
  }
}

resource "aws_autoscaling_group" "idc" {
  count = 1

  name_prefix           = "${var.name}-"
  vpc_zone_identifier   = var.subnets
  min_size              = 1
  max_size              = 5
  desired_capacity      = 1
  protect_from_scale_in = true

  launch_template {
    id      = aws_launch_template.this[0].id
    version = aws_launch_template.this[0].latest_version
  }

  tag {
    key                 = "AmazonECSManaged"
    value               = ""
    propagate_at_launch = true
  }

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [desired_capacity]
  }
}

resource "aws_iam_role" "this" {
  count = 1

  name_prefix = "${var.name}-"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = toset(["AmazonEC2ContainerServiceforEC2Role"])

  role       = aws_iam_role.this[0].name
  policy_arn = "arn:aws:iam::aws:policy/service-role/${each.key}"
}

resource "aws_iam_instance_profile" "this" {
  count = 1

  name_prefix = "${var.name}-"
  role        = aws_iam_role.this[0].name
}

output "arn" {
  value = aws_autoscaling_group.idc[0].arn
}
