# The first pull of an image makes its repository: registry creation templates may give it a lifecycle policy.
resource "aws_ecr_pull_through_cache_rule" "this" {
  for_each = var.caches

  ecr_repository_prefix = each.key
  upstream_registry_url = each.value.upstream_registry_url
  credential_arn        = each.value.credential_arn
}
