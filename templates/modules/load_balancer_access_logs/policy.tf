locals {
  logs = "${aws_s3_bucket.this.arn}/${var.prefix}/AWSLogs/${var.account_id}/*"

  # Application and classic balancers write themselves.
  by_balancer = [{
    Sid       = "WriteAccessLogs"
    Effect    = "Allow"
    Principal = { Service = "logdelivery.elasticloadbalancing.amazonaws.com" }
    Action    = "s3:PutObject"
    Resource  = local.logs
  }]

  # The service that delivers the logs of network balancers speaks for CloudWatch Logs in the region.
  delivery = "arn:${var.partition}:logs:${var.region}:${var.account_id}:*"
  by_delivery = [
    {
      Sid       = "CheckAccess"
      Effect    = "Allow"
      Principal = { Service = "delivery.logs.amazonaws.com" }
      Action    = "s3:GetBucketAcl"
      Resource  = aws_s3_bucket.this.arn
      Condition = {
        StringEquals = { "aws:SourceAccount" = var.account_id }
        ArnLike      = { "aws:SourceArn" = local.delivery }
      }
    },
    {
      Sid       = "WriteAccessLogs"
      Effect    = "Allow"
      Principal = { Service = "delivery.logs.amazonaws.com" }
      Action    = "s3:PutObject"
      Resource  = local.logs
      Condition = {
        StringEquals = {
          "aws:SourceAccount" = var.account_id
          "s3:x-amz-acl"      = "bucket-owner-full-control"
        }
        ArnLike = { "aws:SourceArn" = local.delivery }
      }
    },
  ]

  writing = {
    application = local.by_balancer
    classic     = local.by_balancer
    network     = local.by_delivery
  }
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(local.writing[var.type], [{
      Sid       = "OnlyTls"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]
      Condition = {
        Bool = { "aws:SecureTransport" = "false" }
      }
    }])
  })

  depends_on = [aws_s3_bucket_public_access_block.this]
}
