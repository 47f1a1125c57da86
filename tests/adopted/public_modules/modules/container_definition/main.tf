variable "name" {}

resource "aws_cloudwatch_log_group" "this" {
  count = 1

  name              = var.name
  retention_in_days = 30
}
