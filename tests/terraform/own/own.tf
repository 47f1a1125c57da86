resource "aws_vpc" "own" {
  cidr_block = "10.30.0.0/16"
}

resource "aws_subnet" "public" {
  for_each = { a = "10.30.0.0/24", b = "10.30.1.0/24" }

  vpc_id            = aws_vpc.own.id
  cidr_block        = each.value
  availability_zone = "eu-west-1${each.key}"
}

resource "aws_subnet" "private" {
  for_each = { a = "10.30.50.0/24", b = "10.30.51.0/24" }

  vpc_id            = aws_vpc.own.id
  cidr_block        = each.value
  availability_zone = "eu-west-1${each.key}"
}

resource "aws_security_group" "own" {
  name_prefix = "own-"
  description = "Own"
  vpc_id      = aws_vpc.own.id
}

resource "aws_kms_key" "own" {
  description = "Own"
}

resource "aws_sns_topic" "own" {
  name = "own"
}

resource "aws_sqs_queue" "own" {
  name = "own"
}

resource "aws_secretsmanager_secret" "own" {
  name_prefix = "own-"
}

resource "aws_secretsmanager_secret" "cache" {
  name_prefix = "ecr-pullthroughcache/own-"
}

resource "aws_ssm_parameter" "own" {
  name  = "/own"
  type  = "SecureString"
  value = "own"
}

resource "aws_iam_policy" "own" {
  name   = "own"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:ListBucket", Resource = "*" }] })
}

resource "aws_acm_certificate" "own" {
  domain_name       = "*.example.com"
  validation_method = "DNS"
}

resource "aws_acm_certificate" "further" {
  domain_name       = "further.example.com"
  validation_method = "DNS"
}

resource "aws_route53_zone" "own" {
  name = "example.com"
}

resource "aws_s3_bucket" "own" {
  bucket_prefix = "own-"
}

resource "aws_dynamodb_table" "own" {
  name         = "own"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }
}
