# The channel's role: messages need no permission, and nobody in the channel gets any.
resource "aws_iam_role" "this" {
  name_prefix          = var.role_name_prefix
  path                 = "/ecs/"
  description          = "Teams channel with the alerts of cluster ${var.cluster_name}, without any rights"
  permissions_boundary = var.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "chatbot.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = var.account_id }
      }
    }]
  })
}

# The team must have been authorised once, in the console of Amazon Q Developer in chat applications.
resource "aws_chatbot_teams_channel_configuration" "this" {
  configuration_name = "${var.cluster_name}-alerts-teams"
  tenant_id          = var.tenant_id
  team_id            = var.team_id
  channel_id         = var.channel_id
  iam_role_arn       = aws_iam_role.this.arn
  # Even a role that somebody widens later may only read here.
  guardrail_policy_arns = ["arn:${var.partition}:iam::aws:policy/ReadOnlyAccess"]
  sns_topic_arns        = var.topic_arns
  logging_level         = "ERROR"
}
