locals {
  # What a listener does with a request that no rule takes.
  answer = {
    type             = var.fixed_response == null ? "forward" : "fixed-response"
    target_group_arn = var.default_target_group_arn
    fixed_response   = var.fixed_response[*]
    redirect         = []
  }
  to_https = {
    type             = "redirect"
    target_group_arn = null
    fixed_response   = []
    redirect         = ["443"]
  }

  # By what the spec says of port 80.
  http = {
    redirect = { 80 = local.to_https }
    forward  = { 80 = local.answer }
    none     = {}
  }
}

resource "aws_lb" "this" {
  #checkov:skip=CKV2_AWS_20:Port 80 does what the spec says; plain HTTP is a finding there.
  #checkov:skip=CKV2_AWS_28:A web ACL costs money on every balancer; the spec names one where it wants one.
  #checkov:skip=CKV2_AWS_76:The web ACL has a module of its own, or exists; its rules stand where it is made.
  #checkov:skip=CKV_AWS_91:Access logs are on unless the spec switches them off, which is a finding there.
  #checkov:skip=CKV_AWS_150:Deletion is refused unless the spec allows it, which is a finding there.
  name                       = var.name
  load_balancer_type         = "application"
  internal                   = var.internal
  ip_address_type            = var.ipv6 ? "dualstack" : "ipv4"
  security_groups            = var.security_group_ids
  subnets                    = values(var.subnet_ids)
  idle_timeout               = var.idle_timeout
  enable_deletion_protection = var.deletion_protection
  drop_invalid_header_fields = true
  desync_mitigation_mode     = "defensive"

  # Written where they are off too: without the block, what was on would stay on.
  access_logs {
    enabled = var.access_logs != null
    bucket  = try(var.access_logs.bucket, "")
    prefix  = var.name
  }

  tags = {
    Name = var.name
  }
}

resource "aws_lb_listener" "https" {
  for_each = { for name, arn in var.certificate_arns : 443 => arn if name == "default" }

  #checkov:skip=CKV_AWS_103:The policy is the spec's; one that lets in old versions of TLS is a finding there.
  #checkov:skip=CKV2_AWS_74:The policy is the spec's; one that lets in old versions of TLS is a finding there.
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = var.ssl_policy
  certificate_arn   = each.value

  dynamic "mutual_authentication" {
    for_each = var.mutual_authentication[*]

    content {
      mode                             = mutual_authentication.value.mode
      trust_store_arn                  = mutual_authentication.value.trust_store_arn
      ignore_client_certificate_expiry = mutual_authentication.value.ignore_client_certificate_expiry
      # Only a trust store has names to advertise.
      advertise_trust_store_ca_names = (
        mutual_authentication.value.mode != "verify" ? null :
        mutual_authentication.value.advertise_trust_store_ca_names ? "on" : "off"
      )
    }
  }

  default_action {
    type             = local.answer.type
    target_group_arn = local.answer.target_group_arn

    dynamic "fixed_response" {
      for_each = local.answer.fixed_response

      content {
        status_code  = fixed_response.value.status_code
        content_type = fixed_response.value.content_type
        message_body = fixed_response.value.message_body
      }
    }
  }
}

resource "aws_lb_listener_certificate" "this" {
  for_each = { for name, arn in var.certificate_arns : name => arn if name != "default" }

  listener_arn    = aws_lb_listener.https[443].arn
  certificate_arn = each.value
}

resource "aws_lb_listener" "http" {
  for_each = local.http[var.http]

  #checkov:skip=CKV_AWS_2:Port 80 does what the spec says; plain HTTP is a finding there.
  #checkov:skip=CKV_AWS_103:There is no TLS on this listener.
  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = each.value.type
    target_group_arn = each.value.target_group_arn

    dynamic "fixed_response" {
      for_each = each.value.fixed_response

      content {
        status_code  = fixed_response.value.status_code
        content_type = fixed_response.value.content_type
        message_body = fixed_response.value.message_body
      }
    }

    dynamic "redirect" {
      for_each = each.value.redirect

      content {
        protocol    = "HTTPS"
        port        = redirect.value
        status_code = "HTTP_301"
      }
    }
  }
}

resource "aws_wafv2_web_acl_association" "this" {
  # Not by the ARN, which a web ACL of the tree's own has only once it exists.
  for_each = { for acl in var.web_acl[*] : "web_acl" => acl.arn }

  resource_arn = aws_lb.this.arn
  web_acl_arn  = each.value
}
