# What AWS bills with the tag Cluster of everything here: activate it as a cost allocation tag in the account that pays.
resource "aws_budgets_budget" "this" {
  name         = "${var.cluster_name}-monthly"
  budget_type  = "COST"
  time_unit    = "MONTHLY"
  limit_amount = var.amount
  limit_unit   = "USD"

  cost_filter {
    name = "TagKeyValue"
    # Key and value with a dollar between them, which HCL would take for an escape before a brace.
    values = [join("$", ["user:Cluster", var.cluster_name])]
  }

  dynamic "notification" {
    for_each = var.actual

    content {
      notification_type         = "ACTUAL"
      comparison_operator       = "GREATER_THAN"
      threshold                 = notification.value
      threshold_type            = "PERCENTAGE"
      subscriber_sns_topic_arns = [var.topic_arn]
    }
  }

  dynamic "notification" {
    for_each = var.forecasted

    content {
      notification_type         = "FORECASTED"
      comparison_operator       = "GREATER_THAN"
      threshold                 = notification.value
      threshold_type            = "PERCENTAGE"
      subscriber_sns_topic_arns = [var.topic_arn]
    }
  }
}
