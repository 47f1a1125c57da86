output "bucket" {
  description = "Name of the bucket, once the balancer may write to it"
  value       = aws_s3_bucket.this.id

  # A balancer tries to write as soon as it is told to.
  depends_on = [aws_s3_bucket_policy.this]
}
