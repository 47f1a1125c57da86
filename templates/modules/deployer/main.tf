resource "aws_iam_role" "this" {
  name_prefix          = var.role_name_prefix
  path                 = "/ecs/"
  description          = "Brings new versions of services to cluster ${var.cluster_name}"
  permissions_boundary = var.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        for github in var.github[*] : {
          Effect    = "Allow"
          Action    = "sts:AssumeRoleWithWebIdentity"
          Principal = { Federated = github.oidc_provider_arn }
          Condition = {
            StringEquals = {
              "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
              "token.actions.githubusercontent.com:sub" = github.subjects
            }
          }
        }
      ],
      [
        # What a provider says of them has the provider's address before it.
        for pipelines in var.pipelines : {
          Effect    = "Allow"
          Action    = "sts:AssumeRoleWithWebIdentity"
          Principal = { Federated = pipelines.oidc_provider_arn }
          Condition = {
            StringEquals = { "${split(":oidc-provider/", pipelines.oidc_provider_arn)[1]}:aud" = pipelines.audience }
            StringLike   = { "${split(":oidc-provider/", pipelines.oidc_provider_arn)[1]}:sub" = pipelines.subjects }
          }
        }
      ],
      [
        for user_arn in var.user_arn[*] : {
          Effect    = "Allow"
          Action    = "sts:AssumeRole"
          Principal = { AWS = user_arn }
        }
      ],
    )
  })
}

resource "aws_iam_role_policy" "this" {
  name = "deploy"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      local.deploy,
      [for statement in local.run_jobs : statement if length(var.job_families) > 0],
      [for statement in local.push_images : statement if length(var.repository_arns) > 0],
    )
  })

  lifecycle {
    postcondition {
      condition     = length(self.policy) <= 10240
      error_message = "IAM takes 10,240 characters in the policies of a role: give parts of the cluster deployers of their own."
    }
  }
}
