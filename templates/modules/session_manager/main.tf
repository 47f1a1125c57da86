# Named when a session starts. The account's own document, SSM-SessionManagerRunShell, is shared by all that is in the
# account and region, so a cluster must not change it.
resource "aws_ssm_document" "this" {
  #checkov:skip=CKV_AWS_113:Sessions are logged, unless the spec switches their log off.
  name            = "${var.cluster_name}-session"
  document_type   = "Session"
  document_format = "JSON"

  content = jsonencode({
    schemaVersion = "1.0"
    description   = "Shell on instances of cluster ${var.cluster_name}"
    sessionType   = "Standard_Stream"
    inputs = {
      s3BucketName                = ""
      s3KeyPrefix                 = ""
      s3EncryptionEnabled         = true
      cloudWatchLogGroupName      = join("", var.log_group[*].name)
      cloudWatchEncryptionEnabled = true
      cloudWatchStreamingEnabled  = true
      idleSessionTimeout          = tostring(var.idle_timeout / 60)
      maxSessionDuration          = ""
      kmsKeyId                    = var.kms_key_arn
      runAsEnabled                = false
      runAsDefaultUser            = ""
      shellProfile = {
        linux   = ""
        windows = ""
      }
    }
  })
}

# What the SSM agent of an instance needs for sessions and no more: with AmazonSSMManagedInstanceCore it could read all
# parameters of the account. For Run Command, Patch Manager and Inventory an instance needs that, too.
# https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html
resource "aws_iam_policy" "this" {
  name_prefix = "${var.cluster_name}-sessions-"
  path        = "/ecs/"
  description = "Sessions on instances of cluster ${var.cluster_name}"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        # AWS knows no resource for the channels; an instance tells of itself alone.
        Sid    = "TakeSessions"
        Effect = "Allow"
        Action = [
          "ssm:UpdateInstanceInformation",
          "ssmmessages:CreateControlChannel",
          "ssmmessages:CreateDataChannel",
          "ssmmessages:OpenControlChannel",
          "ssmmessages:OpenDataChannel",
        ]
        Resource = "*"
      }],
      [{
        Sid      = "Decrypt"
        Effect   = "Allow"
        Action   = "kms:Decrypt"
        Resource = var.kms_key_arn
      }],
      flatten([for group in var.log_group[*] : [
        {
          Sid      = "WriteLog"
          Effect   = "Allow"
          Action   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
          Resource = "${group.arn}:*"
        },
        {
          # The agent lists all groups to see that this one is encrypted; sessions end at once where it may not.
          Sid      = "SeeThatTheLogIsEncrypted"
          Effect   = "Allow"
          Action   = "logs:DescribeLogGroups"
          Resource = "*"
        },
      ]]),
    )
  })
}
