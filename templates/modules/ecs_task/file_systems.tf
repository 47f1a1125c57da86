locals {
  efs_arn = "arn:${var.partition}:elasticfilesystem:${var.region}:${var.account_id}"
  file_systems = { for name, volume in var.volumes : name => merge(volume.efs, {
    arn = "${local.efs_arn}:file-system/${volume.efs.file_system_id}"
  }) if volume.efs != null }

  # Access points through which volumes lead, made here or not.
  access_point_arns = merge(
    { for name, access_point in aws_efs_access_point.this : name => access_point.arn },
    {
      for name, efs in local.file_systems : name => "${local.efs_arn}:access-point/${efs.access_point_id}"
      if efs.access_point_id != null
    },
  )

  # What the containers may do in file systems: those with an access point only through it. Without
  # ClientRootAccess user 0 is nobody there, and the one directory of a new file system is root's.
  file_system_statements = [for name, efs in local.file_systems : {
    effect = "Allow"
    actions = concat(
      ["elasticfilesystem:ClientMount"],
      efs.read_only ? [] : ["elasticfilesystem:ClientWrite"],
      !efs.read_only && (efs.path == null || efs.uid == 0 || efs.gid == 0) ? ["elasticfilesystem:ClientRootAccess"] : [],
    )
    resources = [efs.arn]
    conditions = efs.path == null && efs.access_point_id == null ? {} : {
      ArnEquals = { "elasticfilesystem:AccessPointArn" = [local.access_point_arns[name]] }
    }
  }]
}

# The task sees this directory as the whole file system, and does everything as this user.
resource "aws_efs_access_point" "this" {
  for_each = { for name, efs in local.file_systems : name => efs if efs.path != null }

  file_system_id = each.value.file_system_id

  tags = {
    Name = "${var.family}-${each.key}"
  }

  posix_user {
    uid = each.value.uid
    gid = each.value.gid
  }

  root_directory {
    path = each.value.path

    creation_info {
      owner_uid   = each.value.uid
      owner_gid   = each.value.gid
      permissions = "0750"
    }
  }
}
