resource "aws_sqs_queue" "this" {
  name                        = var.name
  fifo_queue                  = var.fifo
  content_based_deduplication = var.content_based_deduplication
  visibility_timeout_seconds  = var.visibility_timeout
  message_retention_seconds   = var.message_retention
  delay_seconds               = var.delay
  receive_wait_time_seconds   = var.receive_wait_time
  kms_master_key_id           = var.kms_key_arn
  sqs_managed_sse_enabled     = var.kms_key_arn == null ? true : null

  redrive_policy = var.dead_letter == null ? null : jsonencode({
    deadLetterTargetArn = var.dead_letter.arn
    maxReceiveCount     = var.dead_letter.max_receive_count
  })

  lifecycle {
    # What waits in it exists once.
    prevent_destroy = true
  }
}

# Who may send and receive the roles say, and services of AWS have none; over an open line nobody may.
resource "aws_sqs_queue_policy" "this" {
  queue_url = aws_sqs_queue.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "TLSOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.this.arn
        Condition = {
          Bool = { "aws:SecureTransport" = "false" }
        }
      }],
      [for service, sender in var.senders : {
        Effect    = "Allow"
        Principal = { Service = service }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.this.arn
        Condition = { for operator, keys in {
          ArnEquals    = { "aws:SourceArn" = sender.source_arns }
          StringEquals = { "aws:SourceAccount" = sender.source_account[*] }
        } : operator => keys if length(flatten(values(keys))) > 0 }
      }],
    )
  })
}

# The dead-letter queue takes messages of this queue alone.
resource "aws_sqs_queue_redrive_allow_policy" "this" {
  for_each = { for dead_letter in var.dead_letter[*] : "dead-letter" => dead_letter }

  queue_url = each.value.url

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.this.arn]
  })
}
