locals {
  through_ec2 = { "kms:ViaService" = "ec2.${var.region}.${var.dns_suffix}" }
}

# With this ECS makes and deletes the disks of the tasks.
resource "aws_iam_role" "this" {
  name_prefix          = "${coalesce(var.role_name_prefix, "${var.family}-")}disk-"
  path                 = "/ecs/"
  description          = "Disks of the tasks of ${var.family}"
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

# AWS's own policy: it reaches only what ECS itself made for tasks.
resource "aws_iam_role_policy_attachment" "this" {
  role       = aws_iam_role.this.name
  policy_arn = "arn:${var.partition}:iam::aws:policy/service-role/AmazonECSInfrastructureRolePolicyForVolumes"
}

resource "aws_iam_role_policy" "key" {
  for_each = toset(var.kms_key_arn[*])

  name = "use-key"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext"]
        Resource  = each.value
        Condition = { StringEquals = local.through_ec2 }
      },
      {
        # EC2 gets a grant for each disk.
        Effect   = "Allow"
        Action   = "kms:CreateGrant"
        Resource = each.value
        Condition = {
          Bool         = { "kms:GrantIsForAWSResource" = "true" }
          StringEquals = local.through_ec2
        }
      },
    ]
  })
}
