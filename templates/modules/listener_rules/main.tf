resource "aws_lb_listener_rule" "this" {
  for_each = var.listener_rules

  listener_arn = each.value.listener_arn
  priority     = each.value.priority

  dynamic "action" {
    for_each = each.value.redirect[*]

    content {
      type = "redirect"

      # What is null stays as the client asked for it.
      redirect {
        protocol    = action.value.protocol == null ? null : upper(action.value.protocol)
        host        = action.value.host
        port        = action.value.port
        path        = action.value.path
        query       = action.value.query
        status_code = "HTTP_${action.value.status_code}"
      }
    }
  }

  dynamic "action" {
    for_each = each.value.fixed_response[*]

    content {
      type = "fixed-response"

      fixed_response {
        status_code  = action.value.status_code
        content_type = action.value.content_type
        message_body = action.value.message_body
      }
    }
  }

  dynamic "condition" {
    for_each = each.value.host[*]

    content {
      host_header {
        values = [condition.value]
      }
    }
  }

  dynamic "condition" {
    for_each = each.value.path[*]

    content {
      path_pattern {
        values = [condition.value]
      }
    }
  }

  dynamic "condition" {
    for_each = length(each.value.methods) == 0 ? [] : [each.value.methods]

    content {
      http_request_method {
        values = condition.value
      }
    }
  }

  dynamic "condition" {
    for_each = each.value.headers

    content {
      http_header {
        http_header_name = condition.key
        values           = condition.value
      }
    }
  }

  dynamic "condition" {
    for_each = length(each.value.source_cidrs) == 0 ? [] : [each.value.source_cidrs]

    content {
      source_ip {
        values = condition.value
      }
    }
  }

  tags = {
    # Not the key: a tag takes no * of a pattern.
    Name = "${var.name} ${each.value.priority}"
  }
}
