# Starts that failed to the last attempt wait here for two weeks: the schedule's own role brings them.
resource "aws_sqs_queue" "failed_starts" {
  name                      = "${var.family}-failed-starts"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
}

resource "aws_sqs_queue_policy" "failed_starts" {
  queue_url = aws_sqs_queue.failed_starts.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TLSOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = aws_sqs_queue.failed_starts.arn
      Condition = {
        Bool = { "aws:SecureTransport" = "false" }
      }
    }]
  })
}
