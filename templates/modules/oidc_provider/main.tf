# What an account has one of: it vouches for the pipelines of a GitLab, or of a workspace of Bitbucket.
resource "aws_iam_openid_connect_provider" "this" {
  url            = "https://${var.address}"
  client_id_list = [var.audience]

  tags = {
    Name = var.address
  }
}
