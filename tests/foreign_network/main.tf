################################################################################
# A network in the style of the public modules: switches, counts, fallbacks.
################################################################################

data "aws_region" "current" {
  count = var.create ? 1 : 0
}

data "aws_partition" "current" {}

data "aws_availability_zones" "available" {
  count = var.create && length(var.azs) == 0 ? 1 : 0

  state = "available"

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

locals {
  azs                 = coalescelist(var.azs, try(slice(data.aws_availability_zones.available[0].names, 0, 3), []))
  len_public_subnets  = max(length(var.public_subnets), length(var.public_subnet_ipv6_prefixes))
  len_private_subnets = length(var.private_subnets)
  nat_gateway_count   = var.single_nat_gateway ? 1 : var.one_nat_gateway_per_az ? length(local.azs) : local.len_private_subnets
  create_vpc          = var.create && var.vpc_id == null
  vpc_id              = try(aws_vpc_ipv4_cidr_block_association.this[0].vpc_id, aws_vpc.this[0].id, var.vpc_id, "")
  create_public       = local.create_vpc && local.len_public_subnets > 0
  flow_log_arn        = var.flow_log_destination_type == "s3" ? var.flow_log_destination_arn : try(aws_cloudwatch_log_group.flow_log[0].arn, null)
}

resource "aws_vpc" "this" {
  count = local.create_vpc ? 1 : 0

  cidr_block          = var.use_ipam_pool ? null : var.cidr
  ipv4_ipam_pool_id   = var.ipv4_ipam_pool_id
  ipv4_netmask_length = var.ipv4_netmask_length

  assign_generated_ipv6_cidr_block = var.enable_ipv6 && !var.use_ipam_pool ? true : null
  instance_tenancy                 = var.instance_tenancy
  enable_dns_hostnames             = var.enable_dns_hostnames

  tags = merge(
    { "Name" = var.name },
    var.tags,
    var.vpc_tags,
  )
}

resource "aws_vpc_ipv4_cidr_block_association" "this" {
  count = local.create_vpc && length(var.secondary_cidr_blocks) > 0 ? length(var.secondary_cidr_blocks) : 0

  # Do not turn this into `local.vpc_id`
  vpc_id     = aws_vpc.this[0].id
  cidr_block = element(var.secondary_cidr_blocks, count.index)
}

resource "aws_subnet" "public" {
  count = local.create_public && (!var.one_nat_gateway_per_az || local.len_public_subnets >= length(local.azs)) ? local.len_public_subnets : 0

  availability_zone    = length(regexall("^[a-z]{2}-", element(local.azs, count.index))) > 0 ? element(local.azs, count.index) : null
  availability_zone_id = length(regexall("^[a-z]{2}-", element(local.azs, count.index))) == 0 ? element(local.azs, count.index) : null
  cidr_block           = element(concat(var.public_subnets, [""]), count.index)
  ipv6_cidr_block      = var.enable_ipv6 && length(var.public_subnet_ipv6_prefixes) > 0 ? cidrsubnet(aws_vpc.this[0].ipv6_cidr_block, 8, var.public_subnet_ipv6_prefixes[count.index]) : null
  vpc_id               = local.vpc_id

  tags = merge(
    {
      Name = try(
        var.public_subnet_names[count.index],
        format("${var.name}-${var.public_subnet_suffix}-%s", element(local.azs, count.index))
      )
    },
    var.tags,
    lookup(var.public_subnet_tags_per_az, element(local.azs, count.index), {})
  )

  timeouts {
    create = try(var.timeouts.create, null)
    delete = try(var.timeouts.delete, "20m")
  }

  lifecycle {
    ignore_changes = [tags["Created"], tags.Owner]
  }
}

resource "aws_subnet" "private" {
  for_each = { for index, block in var.private_subnets : local.azs[index] => block if local.create_vpc }

  availability_zone                              = each.key
  cidr_block                                     = each.value
  enable_resource_name_dns_aaaa_record_on_launch = var.enable_ipv6 && try(var.private_subnet_settings.aaaa, false)
  vpc_id                                         = local.vpc_id
  tags                                           = merge({ Name = "${var.name}-private-${each.key}" }, var.tags)
}

resource "aws_default_security_group" "this" {
  count = local.create_vpc ? 1 : 0

  vpc_id = aws_vpc.this[0].id

  dynamic "ingress" {
    for_each = var.default_security_group_ingress
    content {
      self             = lookup(ingress.value, "self", null)
      cidr_blocks      = compact(split(",", lookup(ingress.value, "cidr_blocks", "")))
      ipv6_cidr_blocks = compact(split(",", lookup(ingress.value, "ipv6_cidr_blocks", "")))
      description      = lookup(ingress.value, "description", null)
      from_port        = lookup(ingress.value, "from_port", 0)
      to_port          = lookup(ingress.value, "to_port", 0)
      protocol         = lookup(ingress.value, "protocol", "-1")
    }
  }

  tags = var.tags
}

resource "aws_network_acl" "public" {
  vpc_id     = local.vpc_id
  subnet_ids = aws_subnet.public[*].id
  ingress    = []

  tags = { for k, v in var.tags : k => v if v != null }
}

resource "aws_network_acl_rule" "public" {
  count = length(var.acl_rules)

  network_acl_id  = aws_network_acl.public.id
  egress          = false
  rule_number     = var.acl_rules[count.index]["rule_number"]
  rule_action     = var.acl_rules[count.index]["rule_action"]
  from_port       = lookup(var.acl_rules[count.index], "from_port", null)
  to_port         = lookup(var.acl_rules[count.index], "to_port", null)
  protocol        = var.acl_rules[count.index]["protocol"]
  cidr_block      = lookup(var.acl_rules[count.index], "cidr_block", null)
  ipv6_cidr_block = lookup(var.acl_rules[count.index], "ipv6_cidr_block", null)
}

resource "aws_eip" "nat" {
  count  = local.create_vpc && !var.reuse_nat_ips ? local.nat_gateway_count : 0
  domain = "vpc"

  depends_on = [aws_internet_gateway.this]
}

resource "aws_internet_gateway" "this" {
  count  = local.create_public ? 1 : 0
  vpc_id = local.vpc_id
}

resource "aws_nat_gateway" "this" {
  count = local.create_vpc ? local.nat_gateway_count : 0

  allocation_id = element(var.reuse_nat_ips ? var.external_nat_ip_ids : aws_eip.nat[*].id, var.single_nat_gateway ? 0 : count.index)
  subnet_id     = element(aws_subnet.public.*.id, var.single_nat_gateway ? 0 : count.index)
}

resource "aws_cloudwatch_log_group" "flow_log" {
  count = local.create_vpc && var.flow_log_destination_type != "s3" ? 1 : 0

  name              = "${var.flow_log_prefix}${local.vpc_id}"
  retention_in_days = var.flow_log_retention
  skip_destroy      = false
}

resource "aws_flow_log" "this" {
  count = local.create_vpc ? 1 : 0

  log_destination      = local.flow_log_arn
  log_destination_type = var.flow_log_destination_type
  traffic_type         = "ALL"
  iam_role_arn         = one(aws_iam_role.flow_log[*].arn)
  vpc_id               = local.vpc_id

  dynamic "destination_options" {
    for_each = var.flow_log_destination_type == "s3" ? [true] : []

    content {
      file_format                = var.flow_log_file_format
      hive_compatible_partitions = false
    }
  }
}

data "aws_iam_policy_document" "flow_log" {
  count = local.create_vpc ? 1 : 0

  statement {
    sid     = "AWSVPCFlowLogsAssumeRole"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["vpc-flow-logs.${data.aws_partition.current.dns_suffix}"]
    }

    dynamic "condition" {
      for_each = { for index, condition in var.flow_log_conditions : index => condition }
      content {
        test     = condition.value.test
        variable = condition.value.variable
        values   = condition.value.values
      }
    }
  }
}

resource "aws_iam_role" "flow_log" {
  count = local.create_vpc ? 1 : 0

  name                 = var.use_name_prefix ? null : "${var.name}-flow-log"
  name_prefix          = var.use_name_prefix ? "${var.name}-flow-log-" : null
  assume_role_policy   = data.aws_iam_policy_document.flow_log[0].json
  permissions_boundary = var.permissions_boundary
}

module "endpoints" {
  source = "./modules/endpoints"
  count  = var.create ? 1 : 0

  vpc_id    = local.vpc_id
  subnets   = values(aws_subnet.private)[*].id
  endpoints = var.endpoints
  region    = try(data.aws_region.current[0].name, null)
}
