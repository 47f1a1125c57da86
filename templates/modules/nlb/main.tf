resource "aws_eip" "this" {
  #checkov:skip=CKV2_AWS_19:The balancer's subnet mappings hold these addresses.
  for_each = var.static_ip_zones

  domain = "vpc"

  tags = {
    Name = "${var.name}-${each.key}"
  }
}

# Its listeners stand with the services that they lead to.
resource "aws_lb" "this" {
  #checkov:skip=CKV_AWS_91:Access logs are on unless the spec switches them off, which is a finding there.
  #checkov:skip=CKV_AWS_150:Deletion is refused unless the spec allows it, which is a finding there.
  name                       = var.name
  load_balancer_type         = "network"
  internal                   = var.internal
  security_groups            = var.security_group_ids
  subnets                    = length(var.static_ip_zones) == 0 ? values(var.subnet_ids) : null
  enable_deletion_protection = var.deletion_protection
  # Else a zone's share of the traffic stays in the zone, however few targets it has.
  enable_cross_zone_load_balancing = true

  dynamic "subnet_mapping" {
    for_each = aws_eip.this

    content {
      subnet_id     = var.subnet_ids[subnet_mapping.key]
      allocation_id = subnet_mapping.value.id
    }
  }

  # Only TLS listeners write access logs. Written where they are off too: without the block, what was
  # on would stay on.
  access_logs {
    enabled = var.access_logs != null
    bucket  = try(var.access_logs.bucket, "")
    prefix  = var.name
  }

  tags = {
    Name = var.name
  }
}
