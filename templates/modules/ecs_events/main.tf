locals {
  events = { for event, told in local.known : event => told if contains(var.events, event) }
}

resource "aws_cloudwatch_event_rule" "this" {
  for_each = local.events

  name          = "${var.cluster_name}-${replace(each.key, "_", "-")}"
  description   = each.value.description
  event_pattern = jsonencode(each.value.pattern)
}
