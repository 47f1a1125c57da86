resource "aws_iam_role" "this" {
  name_prefix          = "${local.host_name}-"
  path                 = "/ecs/"
  description          = "Bastion of cluster ${var.cluster_name}"
  permissions_boundary = var.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "sessions" {
  for_each = var.session_policy_arns

  role       = aws_iam_role.this.name
  policy_arn = each.value
}

resource "aws_iam_instance_profile" "this" {
  name_prefix = "${local.host_name}-"
  path        = "/ecs/"
  role        = aws_iam_role.this.name
}
