locals {
  ecs         = "arn:${var.partition}:ecs:${var.region}:${var.account_id}"
  cluster_arn = "${local.ecs}:cluster/${var.cluster_name}"
  # Without a revision it is the newest one.
  newest_arn       = "${local.ecs}:task-definition/${var.family}"
  through_workflow = var.workflow != null

  patterns = {
    for key, event in var.events : key => {
      for name, value in {
        source      = event.s3 == null ? event.source : ["aws.s3"]
        detail-type = event.s3 == null ? event.detail_type : ["Object Created"]
        detail = one(concat(
          [for detail in event.detail[*] : jsondecode(detail)],
          [
            for s3 in event.s3[*] : {
              for name, value in {
                bucket = { name = [s3.bucket] }
                object = one([for prefix in s3.prefix[*] : { key = [{ prefix = prefix }] }])
              } : name => value if value != null
            }
          ],
        ))
        # AWS takes no empty list.
      } : name => value if try(length(value), 0) > 0
    }
  }

  # Step Functions begins each word with a capital.
  words = { for word in ["containerOverrides", "name", "environment", "value"] : word => local.through_workflow ? title(word) : word }
  # Outside of quotes EventBridge writes a value as JSON, so that no text of an event can end its own quotes.
  templates = {
    for key, event in var.events : key => join("", [
      "{\"${local.words.containerOverrides}\":[{\"${local.words.name}\":${jsonencode(var.container)},\"${local.words.environment}\":[",
      join(",", [
        for index, variable in keys(event.environment) :
        "{\"${local.words.name}\":${jsonencode(variable)},\"${local.words.value}\":<value-${index}>}"
      ]),
      "]}]}",
    ])
  }
}

resource "aws_cloudwatch_event_rule" "this" {
  for_each = var.events

  name           = "${var.family}-${each.key}"
  description    = "Starts ${var.family} in cluster ${var.cluster_name}"
  event_bus_name = each.value.event_bus
  event_pattern  = jsonencode(local.patterns[each.key])
}

resource "aws_cloudwatch_event_target" "this" {
  for_each = var.events

  rule           = aws_cloudwatch_event_rule.this[each.key].name
  event_bus_name = each.value.event_bus
  target_id      = var.family
  arn            = local.through_workflow ? var.workflow.arn : local.cluster_arn
  role_arn       = aws_iam_role.this.arn

  # A workflow knows itself what it runs.
  dynamic "ecs_target" {
    for_each = local.through_workflow ? [] : [var.family]

    content {
      task_definition_arn     = coalesce(var.task_definition_arn, local.newest_arn)
      task_count              = 1
      enable_ecs_managed_tags = true
      propagate_tags          = "TASK_DEFINITION"

      dynamic "capacity_provider_strategy" {
        for_each = var.capacity

        content {
          capacity_provider = capacity_provider_strategy.value.provider
          weight            = capacity_provider_strategy.value.weight
          base              = capacity_provider_strategy.value.base
        }
      }

      dynamic "network_configuration" {
        for_each = var.network[*]

        content {
          subnets          = values(network_configuration.value.subnet_ids)
          security_groups  = network_configuration.value.security_group_ids
          assign_public_ip = network_configuration.value.assign_public_ip
        }
      }
    }
  }

  dynamic "input_transformer" {
    for_each = length(each.value.environment) == 0 ? [] : [each.value.environment]

    content {
      input_paths    = { for index, variable in keys(input_transformer.value) : "value-${index}" => input_transformer.value[variable] }
      input_template = local.templates[each.key]
    }
  }

  # Of the start alone.
  retry_policy {
    maximum_event_age_in_seconds = var.maximum_event_age
    maximum_retry_attempts       = var.maximum_retry_attempts
  }

  dead_letter_config {
    arn = aws_sqs_queue.failed_events.arn
  }

  # No start before the role may start it.
  depends_on = [aws_iam_role_policy.this]
}
