output "id" {
  description = "Id of the file system, once it can be mounted and its policy stands"
  value       = aws_efs_file_system.this.id

  depends_on = [
    aws_efs_file_system_policy.this,
    aws_efs_mount_target.this,
  ]
}

output "throughput_mode" {
  description = "How much it may transfer"
  value       = aws_efs_file_system.this.throughput_mode
}

output "zones" {
  description = "Zones in which it can be reached"
  value       = keys(aws_efs_mount_target.this)
}
