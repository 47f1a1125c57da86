# What an account has one of: it vouches for the workflows of GitHub Actions.
resource "aws_iam_openid_connect_provider" "this" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]

  tags = {
    Name = "token.actions.githubusercontent.com"
  }
}
