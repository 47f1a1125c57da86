locals {
  ecs         = "arn:${var.partition}:ecs:${var.region}:${var.account_id}"
  cluster_arn = "${local.ecs}:cluster/${var.cluster_name}"
  # Services of this cluster: deployment events name their service, not the cluster.
  service_arn_prefix = "${local.ecs}:service/${var.cluster_name}/"
  # What ECS calls the group of a task that is of no service.
  groups_with_workflow = [for family in var.workflow_families : "family:${family}"]

  # What can be told: the pattern of the event, a headline, and where the event gives its reason. A headline stands
  # inside quotes and EventBridge escapes nothing, so it names only what cannot hold a quote.
  known = {
    # A container that ends with exit code 0 is fine, and so is one that SIGTERM ends (143): ECS stops the others when an
    # essential one has ended. Of one that it has to kill (137) this tells even when the essential one ended with 0:
    # an event does not say which is which, and a container that runs out of memory has the same code.
    # A task that fails its health check is stopped by its service.
    task_failed = {
      description = "A task of cluster ${var.cluster_name} stopped on an error"
      headline    = "Task of <group> in cluster ${var.cluster_name} stopped (<task>)"
      paths       = { group = "$.detail.group", task = "$.detail.taskArn", reason = "$.detail.stoppedReason" }
      pattern = {
        source      = ["aws.ecs"]
        detail-type = ["ECS Task State Change"]
        detail = {
          for name, value in {
            clusterArn = [local.cluster_arn]
            lastStatus = ["STOPPED"]
            # Of these their workflow tells, once it has given up.
            group = [for families in [local.groups_with_workflow] : { anything-but = families } if families != []]
            "$or" = [
              { stopCode = ["TaskFailedToStart"] },
              { stopCode = ["EssentialContainerExited"], containers = { exitCode = [{ anything-but = [0, 143] }] } },
              { stopCode = ["ServiceSchedulerInitiated"], stoppedReason = [{ prefix = "Task failed" }] },
            ]
          } : name => value if value != []
        }
      }
    }

    deployment_failed = {
      description = "A deployment of a service of cluster ${var.cluster_name} failed"
      headline    = "Deployment of <service> failed"
      paths       = { service = "$.resources[0]", reason = "$.detail.reason" }
      pattern = {
        source      = ["aws.ecs"]
        detail-type = ["ECS Deployment State Change"]
        resources   = [{ prefix = local.service_arn_prefix }]
        detail = {
          eventName = ["SERVICE_DEPLOYMENT_FAILED"]
        }
      }
    }

    placement_failed = {
      description = "Cluster ${var.cluster_name} has no place for a task"
      headline    = "No place for a task of <service>"
      paths       = { service = "$.resources[0]", reason = "$.detail.reason" }
      pattern = {
        source      = ["aws.ecs"]
        detail-type = ["ECS Service Action"]
        detail = {
          clusterArn = [local.cluster_arn]
          eventName  = ["SERVICE_TASK_CONFIGURATION_FAILURE", "SERVICE_TASK_PLACEMENT_FAILURE"]
        }
      }
    }

    launch_failed = {
      description = "An instance of cluster ${var.cluster_name} could not be launched"
      headline    = "No new instance for <group>"
      paths       = { group = "$.detail.AutoScalingGroupName", reason = "$.detail.StatusMessage" }
      pattern = {
        source      = ["aws.autoscaling"]
        detail-type = ["EC2 Instance Launch Unsuccessful"]
        detail = {
          AutoScalingGroupName = values(var.autoscaling_group_names)
        }
      }
    }

    # With auto_rollback a failed refresh ends in its rollback.
    refresh_failed = {
      description = "Instances of cluster ${var.cluster_name} could not be replaced"
      headline    = "Instance refresh of <group> went wrong"
      paths       = { group = "$.detail.AutoScalingGroupName", reason = "$.detail-type" }
      pattern = {
        source = ["aws.autoscaling"]
        detail-type = [
          "EC2 Auto Scaling Instance Refresh Failed",
          "EC2 Auto Scaling Instance Refresh Rollback Started",
          "EC2 Auto Scaling Instance Refresh Rollback Failed",
        ]
        detail = {
          AutoScalingGroupName = values(var.autoscaling_group_names)
        }
      }
    }

    agent_disconnected = {
      description = "The agent of an instance of cluster ${var.cluster_name} lost its connection"
      headline    = "ECS agent of <instance> in cluster ${var.cluster_name} lost its connection"
      paths       = { instance = "$.detail.ec2InstanceId", reason = "$.detail.containerInstanceArn" }
      pattern = {
        source      = ["aws.ecs"]
        detail-type = ["ECS Container Instance State Change"]
        detail = {
          clusterArn = [local.cluster_arn]
          # An instance that drains is on its way out.
          status         = ["ACTIVE"]
          agentConnected = [false]
        }
      }
    }

    instance_drained = {
      description = "An instance of cluster ${var.cluster_name} drains"
      headline    = "Instance <instance> of cluster ${var.cluster_name} drains"
      paths       = { instance = "$.detail.ec2InstanceId", reason = "$.detail.containerInstanceArn" }
      pattern = {
        source      = ["aws.ecs"]
        detail-type = ["ECS Container Instance State Change"]
        detail = {
          clusterArn = [local.cluster_arn]
          status     = ["DRAINING"]
        }
      }
    }

    spot_interruption = {
      description = "A task of cluster ${var.cluster_name} on Fargate Spot was taken back"
      headline    = "Task of <group> in cluster ${var.cluster_name} lost its spot capacity (<task>)"
      paths       = { group = "$.detail.group", task = "$.detail.taskArn", reason = "$.detail.stoppedReason" }
      pattern = {
        source      = ["aws.ecs"]
        detail-type = ["ECS Task State Change"]
        detail = {
          clusterArn = [local.cluster_arn]
          lastStatus = ["STOPPED"]
          stopCode   = ["SpotInterruption"]
        }
      }
    }

    ami_check_failed = {
      description = "The check for newer images of cluster ${var.cluster_name} failed"
      headline    = "The check for newer images of cluster ${var.cluster_name} failed"
      paths       = { reason = "$.detail.ExecutionId" }
      pattern = {
        source      = ["aws.ssm"]
        detail-type = ["EC2 Automation Execution Status-change Notification"]
        detail = {
          Definition = ["${var.cluster_name}-ami-updates"]
          Status     = ["Failed", "TimedOut"]
        }
      }
    }
  }
}
