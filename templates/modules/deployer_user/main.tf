# Has no rights and no key: it may only take the role of the deployer.
resource "aws_iam_user" "this" {
  #checkov:skip=CKV_AWS_273:The spec asks for an IAM user (deployer.iam_user).
  name                 = var.name
  path                 = "/ecs/"
  permissions_boundary = var.permissions_boundary
}
