data "aws_kms_alias" "this" {
  name = var.name
}
