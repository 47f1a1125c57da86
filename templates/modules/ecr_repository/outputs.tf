output "arn" {
  description = "ARN of the repository"
  value       = aws_ecr_repository.this.arn
}

output "keep_images" {
  description = "Number of images that are kept"
  value       = jsondecode(aws_ecr_lifecycle_policy.this.policy).rules[1].selection.countNumber
}

output "name" {
  description = "Name of the repository"
  value       = aws_ecr_repository.this.name
}

output "url" {
  description = "What images of it are called, before the colon and a tag"
  value       = aws_ecr_repository.this.repository_url
}
