terraform {
  required_version = ">= 1.3"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "vpc_id" {}
variable "subnets" { type = list(string) }
variable "region" { default = null }
variable "endpoints" {
  type    = any
  default = {}
}
variable "security_group_rules" {
  type = map(object({
    type        = optional(string, "ingress")
    from_port   = optional(number, 443)
    to_port     = optional(number, 443)
    cidr_blocks = optional(list(string))
    self        = optional(bool, false)
  }))
  default = {}
}

locals {
  endpoints = { for name, endpoint in var.endpoints : name => endpoint if try(endpoint.create, true) }
}

data "aws_vpc_endpoint_service" "this" {
  for_each = local.endpoints

  service      = try(each.value.service, null)
  service_name = lookup(each.value, "service_name", null)

  filter {
    name   = "service-type"
    values = [try(each.value.service_type, "Interface")]
  }
}

resource "aws_vpc_endpoint" "this" {
  for_each = local.endpoints

  vpc_id            = var.vpc_id
  service_name      = try(each.value.service_endpoint, data.aws_vpc_endpoint_service.this[each.key].service_name)
  vpc_endpoint_type = lookup(each.value, "service_type", "Interface")
  auto_accept       = try(each.value.auto_accept, null)

  security_group_ids  = try(each.value.service_type, "Interface") == "Interface" ? distinct(concat([aws_security_group.this.id], lookup(each.value, "security_group_ids", []))) : null
  subnet_ids          = distinct(concat(var.subnets, lookup(each.value, "subnet_ids", [])))
  policy              = try(jsonencode(each.value.policy), null)
  private_dns_enabled = try(each.value.service_type, "Interface") == "Interface" ? try(each.value.private_dns_enabled, null) : null

  dynamic "dns_options" {
    for_each = try([each.value.dns_options], [])

    content {
      dns_record_ip_type                             = try(dns_options.value.dns_options.dns_record_ip_type, null)
      private_dns_only_for_inbound_resolver_endpoint = try(dns_options.value.private_dns_only_for_inbound_resolver_endpoint, null)
    }
  }
}

resource "aws_security_group" "this" {
  name_prefix = "endpoints-"
  vpc_id      = var.vpc_id

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_security_group_rule" "this" {
  for_each = { for k, v in var.security_group_rules : k => v if v.cidr_blocks != null || v.self }

  security_group_id = aws_security_group.this.id
  type              = each.value.type
  from_port         = each.value.from_port
  to_port           = each.value.to_port
  protocol          = try(each.value.protocol, "tcp")
  cidr_blocks       = each.value.cidr_blocks
  self              = each.value.self ? true : null
}

output "ids" { value = { for name, endpoint in aws_vpc_endpoint.this : name => endpoint.id } }
output "dns" { value = { for name, endpoint in aws_vpc_endpoint.this : name => endpoint.dns_entry[0]["dns_name"] } }
