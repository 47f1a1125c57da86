# SNS takes this role to write alerts into streams; it names no condition key in the call.
# https://docs.aws.amazon.com/sns/latest/dg/prereqs-kinesis-data-firehose.html
resource "aws_iam_role" "this" {
  name_prefix          = var.role_name_prefix
  path                 = "/ecs/"
  description          = "Writes alerts of cluster ${var.cluster_name} into streams of Firehose"
  permissions_boundary = var.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "sns.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "put-records"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["firehose:PutRecord", "firehose:PutRecordBatch"]
      Resource = values(var.streams)
    }]
  })
}
