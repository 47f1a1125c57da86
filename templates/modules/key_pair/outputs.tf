output "key_name" {
  description = "Name of the key pair"
  value       = aws_key_pair.this.key_name
}

output "public_key" {
  description = "Public half of the key pair"
  value       = aws_key_pair.this.public_key
}
