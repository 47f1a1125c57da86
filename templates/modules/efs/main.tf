resource "aws_efs_file_system" "this" {
  #checkov:skip=CKV_AWS_184:Encrypted with the key of AWS, unless kms_key_arn names another.
  encrypted       = true
  kms_key_id      = var.kms_key_arn
  throughput_mode = var.throughput_mode

  tags = {
    Name = var.name
  }

  dynamic "lifecycle_policy" {
    for_each = var.transition_to_ia[*]

    content {
      transition_to_ia = lifecycle_policy.value
    }
  }

  lifecycle {
    # What is in it exists once.
    prevent_destroy = true
  }
}

resource "aws_efs_backup_policy" "this" {
  file_system_id = aws_efs_file_system.this.id

  backup_policy {
    status = var.backup ? "ENABLED" : "DISABLED"
  }
}

# Without a policy everyone who gets to a mount target may do everything. With this one the roles of the tasks decide.
resource "aws_efs_file_system_policy" "this" {
  file_system_id = aws_efs_file_system.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TLSOnly"
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = "*"
      Resource  = aws_efs_file_system.this.arn
      Condition = {
        Bool = { "aws:SecureTransport" = "false" }
      }
    }]
  })
}

resource "aws_efs_mount_target" "this" {
  for_each = var.subnet_ids

  file_system_id  = aws_efs_file_system.this.id
  subnet_id       = each.value
  security_groups = var.security_group_ids
}
