locals {
  # Rules that are evaluated one after the other: priorities only have to differ.
  managed_rule_groups = {
    for index, name in sort(keys(var.managed_rule_groups)) : name => {
      priority      = index + 1
      counted_rules = var.managed_rule_groups[name].counted_rules
    }
  }
}

resource "aws_wafv2_web_acl" "this" {
  #checkov:skip=CKV_AWS_192:The group with the rule on Log4j is there unless the spec leaves it out, which is a finding there.
  name  = var.name
  scope = "REGIONAL"

  default_action {
    allow {}
  }

  dynamic "rule" {
    for_each = var.rate_limit == 0 ? [] : [var.rate_limit]

    content {
      name     = "rate-limit"
      priority = 0

      action {
        dynamic "block" {
          for_each = var.mode == "block" ? ["block"] : []

          content {}
        }

        dynamic "count" {
          for_each = var.mode == "count" ? ["count"] : []

          content {}
        }
      }

      statement {
        # In 5 minutes, the provider's default.
        rate_based_statement {
          limit              = rule.value
          aggregate_key_type = "IP"
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.name}-rate-limit"
        sampled_requests_enabled   = true
      }
    }
  }

  dynamic "rule" {
    for_each = local.managed_rule_groups

    content {
      name     = rule.key
      priority = rule.value.priority

      override_action {
        dynamic "none" {
          for_each = var.mode == "block" ? ["none"] : []

          content {}
        }

        dynamic "count" {
          for_each = var.mode == "count" ? ["count"] : []

          content {}
        }
      }

      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.key

          dynamic "rule_action_override" {
            for_each = rule.value.counted_rules

            content {
              name = rule_action_override.value

              action_to_use {
                count {}
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.name}-${rule.key}"
        sampled_requests_enabled   = true
      }
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = var.name
    sampled_requests_enabled   = true
  }

  tags = {
    Name = var.name
  }
}

resource "aws_wafv2_web_acl_logging_configuration" "this" {
  resource_arn            = aws_wafv2_web_acl.this.arn
  log_destination_configs = [var.log_group_arn]

  # What clients prove themselves with is nobody's to read in a log.
  redacted_fields {
    single_header {
      name = "authorization"
    }
  }

  redacted_fields {
    single_header {
      name = "cookie"
    }
  }

  # Of requests that no rule matched the access logs tell.
  logging_filter {
    default_behavior = "DROP"

    filter {
      behavior    = "KEEP"
      requirement = "MEETS_ANY"

      condition {
        action_condition {
          action = "BLOCK"
        }
      }

      condition {
        action_condition {
          action = "COUNT"
        }
      }

      condition {
        action_condition {
          action = "EXCLUDED_AS_COUNT"
        }
      }
    }
  }
}
