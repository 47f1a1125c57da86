locals {
  # ws-…, behind the slash, and the region, fourth of an ARN's parts.
  workspaces = { for arn in var.workspace_arn[*] : split("/", arn)[1] => split(":", arn)[3] }

  # Only containers of the task reach it: each has the others at localhost.
  receivers = { for name, receiver in {
    otlp = {
      protocols = {
        grpc = { endpoint = "127.0.0.1:4317" }
        http = { endpoint = "127.0.0.1:4318" }
      }
    }
    prometheus = var.scrape == null ? null : {
      config = {
        scrape_configs = [{
          job_name        = var.service_name
          metrics_path    = var.scrape.path
          scrape_interval = "${var.scrape.interval}s"
          static_configs  = [{ targets = ["127.0.0.1:${var.scrape.port}"] }]
        }]
      }
    }
  } : name => receiver if receiver != null }

  metric_exporters = { for name, exporter in {
    awsemf = var.cloudwatch == null ? null : {
      region          = var.region
      namespace       = var.cloudwatch.namespace
      log_group_name  = var.cloudwatch.log_group
      log_stream_name = "{TaskId}"
      # Otherwise each metric is there, and billed, once more for each of its dimensions.
      dimension_rollup_option = "NoDimensionRollup"
    }
    prometheusremotewrite = length(local.workspaces) == 0 ? null : {
      endpoint = join("", [
        for id, region in local.workspaces : "https://aps-workspaces.${region}.${var.dns_suffix}/workspaces/${id}/api/v1/remote_write"
      ])
      auth = { authenticator = "sigv4auth" }
      # With these labels tasks tell their series apart, of which the workspace takes one of a kind.
      resource_to_telemetry_conversion = { enabled = true }
    }
  } : name => exporter if exporter != null }

  trace_exporters = { for name in var.traces == "xray" ? ["awsxray"] : [] : name => { region = var.region } }

  extensions = merge(
    { health_check = { endpoint = "127.0.0.1:13133" } },
    { for region in values(local.workspaces) : "sigv4auth" => { region = region, service = "aps" } },
  )

  processors = {
    memory_limiter = {
      check_interval         = "1s"
      limit_percentage       = 75
      spike_limit_percentage = 20
    }
    # Cluster, task and zone, from ECS; what a program says of itself stays.
    resourcedetection = {
      detectors = ["env", "ecs"]
      override  = false
    }
    resource = {
      attributes = [{
        key    = "service.namespace"
        value  = var.cluster_name
        action = "insert"
      }]
    }
    "batch/traces"  = { timeout = "1s", send_batch_size = 50 }
    "batch/metrics" = { timeout = "60s" }
  }

  pipelines = { for signal, pipeline in {
    traces  = { receivers = ["otlp"], exporters = keys(local.trace_exporters) }
    metrics = { receivers = keys(local.receivers), exporters = keys(local.metric_exporters) }
    } : signal => {
    receivers  = pipeline.receivers
    processors = ["memory_limiter", "resourcedetection", "resource", "batch/${signal}"]
    exporters  = pipeline.exporters
  } if length(pipeline.exporters) > 0 }

  # JSON is YAML as well, which the collector reads.
  config = jsonencode({
    extensions = local.extensions
    receivers  = local.receivers
    processors = { for name, processor in local.processors : name => processor if contains(flatten(values(local.pipelines)[*].processors), name) }
    exporters  = merge(local.trace_exporters, local.metric_exporters)
    service = {
      extensions = keys(local.extensions)
      pipelines  = local.pipelines
    }
  })
}

# CloudWatch takes the metrics out of these records.
resource "aws_cloudwatch_log_group" "metrics" {
  #checkov:skip=CKV_AWS_158:Encrypted with the key of CloudWatch Logs; logs.kms_key_arn of the spec names another.
  #checkov:skip=CKV_AWS_338:Kept for a year, unless the spec says otherwise.
  for_each = toset(var.cloudwatch == null ? [] : ["cloudwatch"])

  name              = var.cloudwatch.log_group
  retention_in_days = var.cloudwatch.retention_days
  kms_key_id        = var.cloudwatch.kms_key_arn
}
