locals {
  # Named here, since the roles need the name and the document and the schedule need the roles.
  name       = "${var.cluster_name}-ami-updates"
  parameters = toset([for group in var.groups : group.parameter])
}

# Python in an Automation document: no function to package, and the source stands beside this file.
resource "aws_ssm_document" "compare_images" {
  name            = local.name
  document_type   = "Automation"
  document_format = "JSON"

  content = jsonencode({
    schemaVersion = "0.3"
    description   = "Compare the images of cluster ${var.cluster_name} with those that AWS recommends"
    assumeRole    = aws_iam_role.compare_images.arn
    mainSteps = [{
      name           = "CompareImages"
      action         = "aws:executeScript"
      timeoutSeconds = 120
      isEnd          = true
      inputs = {
        Runtime = "python3.11"
        Handler = "handler"
        Script  = file("${path.module}/compare_images.py")
        InputPayload = merge(
          {
            cluster   = var.cluster_name
            region    = var.region
            groups    = var.groups
            topic_arn = var.topic_arn
          },
          { for arn in var.slack_topic_arn[*] : "slack_topic_arn" => arn },
          { for arn in var.teams_topic_arn[*] : "teams_topic_arn" => arn },
        )
      }
    }]
  })
}

resource "aws_scheduler_schedule" "compare_images" {
  #checkov:skip=CKV_AWS_297:Encrypted with the key of the alerts, of which a topic that the spec names has none.
  name                = local.name
  description         = "Compares the images of cluster ${var.cluster_name} with those that AWS recommends"
  schedule_expression = var.schedule
  kms_key_arn         = var.kms_key_arn

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = "arn:${var.partition}:scheduler:::aws-sdk:ssm:startAutomationExecution"
    role_arn = aws_iam_role.schedule.arn
    input    = jsonencode({ DocumentName = aws_ssm_document.compare_images.name })

    retry_policy {
      maximum_event_age_in_seconds = 3600
      maximum_retry_attempts       = 5
    }

    dead_letter_config {
      arn = var.undelivered_queue_arn
    }
  }

  depends_on = [aws_iam_role_policy.compare_images, aws_iam_role_policy.schedule]
}
