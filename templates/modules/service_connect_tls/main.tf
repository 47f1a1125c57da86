# With this ECS has certificates issued for the proxies, and keeps and renews them in Secrets Manager.
resource "aws_iam_role" "this" {
  name_prefix = "${coalesce(var.role_name_prefix, "${var.family}-")}tls-"
  path        = "/ecs/"
  description = "Certificates of Service Connect of ${var.family}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs.amazonaws.com" }
    }]
  })
}

# AWS's own policy: it reaches authorities with the tag AmazonECSManaged, and secrets that ECS made.
resource "aws_iam_role_policy_attachment" "this" {
  role       = aws_iam_role.this.name
  policy_arn = "arn:${var.partition}:iam::aws:policy/service-role/AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity"
}
