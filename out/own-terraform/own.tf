# What the application has beside its cluster: written by hand, and never touched by tfgen.

resource "aws_sqs_queue" "orders" {
  name                      = "acc-orders"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
}

resource "aws_s3_bucket" "receipts" {
  bucket_prefix = "acc-receipts-"
}

resource "aws_s3_bucket_public_access_block" "receipts" {
  bucket = aws_s3_bucket.receipts.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# A right beside those of the spec: the role is the cluster's.
resource "aws_iam_role_policy" "receipts" {
  name = "receipts"
  role = module.service_orders_task.task_role_name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:PutObject"]
      Resource = "${aws_s3_bucket.receipts.arn}/*"
    }]
  })
}

resource "aws_cloudwatch_log_metric_filter" "refused" {
  name           = "refused-orders"
  log_group_name = module.service_orders_task.log_group_name
  pattern        = "\"order refused\""

  metric_transformation {
    name      = "RefusedOrders"
    namespace = "Shop"
    value     = "1"
  }
}

# The database: in the private subnets of the cluster, and open to the service alone.
resource "aws_db_subnet_group" "orders" {
  name       = "acc-orders"
  subnet_ids = values(module.private_subnet.subnet_ids)
}

resource "aws_security_group" "orders_db" {
  name_prefix = "acc-orders-db-"
  description = "Database of the orders"
  vpc_id      = module.vpc.vpc_id

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "orders_db" {
  security_group_id            = aws_security_group.orders_db.id
  description                  = "Service orders"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = module.service_orders_security_group.id
}

resource "aws_db_instance" "orders" {
  identifier              = "acc-orders"
  engine                  = "postgres"
  engine_version          = "16.4"
  instance_class          = "db.t4g.micro"
  allocated_storage       = 20
  storage_encrypted       = true
  db_name                 = "orders"
  username                = "orders"
  password                = jsondecode(aws_secretsmanager_secret_version.orders_db.secret_string).password
  db_subnet_group_name    = aws_db_subnet_group.orders.name
  vpc_security_group_ids  = [aws_security_group.orders_db.id]
  backup_retention_period = 7
  skip_final_snapshot     = true
}

resource "aws_secretsmanager_secret" "orders_db" {
  name_prefix = "acc/orders/db-"
}

# The first password: whoever rotates it writes the next ones.
resource "aws_secretsmanager_secret_version" "orders_db" {
  secret_id     = aws_secretsmanager_secret.orders_db.id
  secret_string = jsonencode({ password = "change-me-after-the-first-apply" })

  lifecycle {
    ignore_changes = [secret_string]
  }
}

resource "aws_ssm_parameter" "signing_key" {
  name  = "/acc/orders/signing-key"
  type  = "SecureString"
  value = "change-me-after-the-first-apply"

  lifecycle {
    ignore_changes = [value]
  }
}

# The certificate of the balancer, validated in a zone that exists.
resource "aws_acm_certificate" "shop" {
  domain_name       = "shop.example.com"
  validation_method = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_acm_certificate_validation" "shop" {
  certificate_arn = aws_acm_certificate.shop.arn
}

# CloudWatch Logs encrypts with it: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
resource "aws_kms_key" "logs" {
  description         = "Logs of acc-own"
  enable_key_rotation = true

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "kms:*"
        Principal = { AWS = "arn:aws:iam::012345678901:root" }
        Resource  = "*"
      },
      {
        Effect    = "Allow"
        Action    = ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
        Principal = { Service = "logs.eu-west-1.amazonaws.com" }
        Resource  = "*"
      },
    ]
  })
}
