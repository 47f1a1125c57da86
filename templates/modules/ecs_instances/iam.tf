resource "aws_iam_role" "this" {
  name_prefix = coalesce(var.role_name_prefix, "${local.group_name}-")
  path        = "/ecs/"
  description = "Instances of group ${var.name} in cluster ${var.cluster_name}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = var.service_principal }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "ecs" {
  role       = aws_iam_role.this.name
  policy_arn = "arn:${var.partition}:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
}

resource "aws_iam_role_policy_attachment" "sessions" {
  for_each = var.session_policy_arns

  role       = aws_iam_role.this.name
  policy_arn = each.value
}

# Instead of CloudWatchAgentServerPolicy, which lets the agent write to every log group and read parameters.
resource "aws_iam_role_policy" "logs" {
  for_each = var.log_group_arns

  name = each.key
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
      Resource = [for arn in each.value : "${arn}:*"]
    }]
  })
}

# This object alone. Where a key of KMS encrypts it, that key must let the role decrypt, too.
resource "aws_iam_role_policy" "ecs_config" {
  for_each = { for object in var.ecs_config_s3[*] : "ecs-config" => object }

  name = each.key
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "s3:GetObject"
      Resource = "arn:${var.partition}:s3:::${trimprefix(each.value, "s3://")}"
    }]
  })
}

resource "aws_iam_instance_profile" "this" {
  name_prefix = coalesce(var.role_name_prefix, "${local.group_name}-")
  path        = "/ecs/"
  role        = aws_iam_role.this.name
}
