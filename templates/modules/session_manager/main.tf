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

# What the SSM agent of an instance needs for sessions and Run Command. AmazonSSMManagedInstanceCore is for Patch Manager,
# State Manager and Inventory, too: with it an instance could read all parameters of the account.
# https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html
# https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html
resource "aws_iam_policy" "this" {
  name_prefix = "${var.cluster_name}-sessions-"
  path        = "/ecs/"
  description = "Sessions on instances of cluster ${var.cluster_name}"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        # AWS knows no resource for channels and messages; an instance tells of itself alone.
        Sid    = "TakeSessionsAndCommands"
        Effect = "Allow"
        Action = [
          "ec2messages:AcknowledgeMessage",
          "ec2messages:DeleteMessage",
          "ec2messages:FailMessage",
          "ec2messages:GetEndpoint",
          "ec2messages:GetMessages",
          "ec2messages:SendReply",
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
