# With this ECS asks the functions of the hooks, and no other.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-permissions.html
resource "aws_iam_role" "this" {
  name_prefix          = "${coalesce(var.role_name_prefix, "${var.family}-")}hook-"
  path                 = "/ecs/"
  description          = "Asks the hooks of deployments of ${var.family}"
  permissions_boundary = var.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "invoke"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "lambda:InvokeFunction"
      Resource = sort(distinct(values(var.function_arns)))
    }]
  })
}
