locals {
  ecs         = "arn:${var.partition}:ecs:${var.region}:${var.account_id}"
  events      = "arn:${var.partition}:events:${var.region}:${var.account_id}"
  states      = "arn:${var.partition}:states:${var.region}:${var.account_id}"
  cluster_arn = "${local.ecs}:cluster/${var.cluster_name}"
  # Without a revision it is the newest one.
  newest_arn = "${local.ecs}:task-definition/${var.family}"

  # With .sync the run fails unless all its essential containers end with exit code 0, and a run that takes too long, or
  # whose execution somebody ends, is stopped.
  run = {
    Type     = "Task"
    Resource = "arn:${var.partition}:states:::ecs:runTask.sync"
    Parameters = {
      for name, value in {
        Cluster        = local.cluster_arn
        TaskDefinition = coalesce(var.task_definition_arn, local.newest_arn)
        PropagateTags  = "TASK_DEFINITION"
        CapacityProviderStrategy = [
          for capacity in var.capacity : {
            CapacityProvider = capacity.provider
            Weight           = capacity.weight
            Base             = capacity.base
          }
        ]
        NetworkConfiguration = one([
          for network in var.network[*] : {
            AwsvpcConfiguration = {
              Subnets        = values(network.subnet_ids)
              SecurityGroups = network.security_group_ids
              AssignPublicIp = network.assign_public_ip ? "ENABLED" : "DISABLED"
            }
          }
        ])
        Overrides = { "ContainerOverrides.$" = "$.ContainerOverrides" }
      } : name => value if value != null
    }
    TimeoutSeconds = var.timeout
    Retry = [
      for retry in var.retry[*] : {
        ErrorEquals     = ["States.ALL"]
        MaxAttempts     = retry.max_attempts
        IntervalSeconds = retry.interval
        BackoffRate     = retry.backoff_rate
      }
    ]
    End = true
  }
}

resource "aws_sfn_state_machine" "this" {
  #checkov:skip=CKV_AWS_284:One call of ECS: there is nothing to trace.
  #checkov:skip=CKV_AWS_285:Step Functions keeps the history of an execution for 90 days itself.
  name     = var.family
  role_arn = aws_iam_role.this.arn
  type     = "STANDARD"

  definition = jsonencode({
    Comment = "Runs ${var.family} in cluster ${var.cluster_name} and waits for its end"
    StartAt = "Defaults"
    States = {
      # What starts a run may leave out what is other in it than in the task definition.
      Defaults = {
        Type   = "Pass"
        Result = { ContainerOverrides = [] }
        Next   = "Input"
      }
      Input = {
        Type       = "Pass"
        Parameters = { "merged.$" = "States.JsonMerge($, $$.Execution.Input, false)" }
        OutputPath = "$.merged"
        Next       = "Run"
      }
      Run = { for name, value in local.run : name => value if value != null && value != [] }
    }
  })

  # No run before the role may start it.
  depends_on = [aws_iam_role_policy.this]
}
