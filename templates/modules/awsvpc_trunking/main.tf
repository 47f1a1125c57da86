# An account has this setting once in a region: what is destroyed here is turned off for all of its clusters.
resource "aws_ecs_account_setting_default" "this" {
  name  = "awsvpcTrunking"
  value = "enabled"
}
