data "aws_ssm_parameter" "ami" {
  name = var.ami_parameter
}

locals {
  # The whole internet is told by the zone alone: a further block changes no other route.
  routes = merge([
    for zone, through in var.nat_zones : {
      for block in var.internet_destinations :
      trimsuffix("${zone} to ${block}", " to 0.0.0.0/0") => { zone = zone, through = through, block = block }
      if !strcontains(block, ":")
    }
  ]...)
}

# For development: one host has the bandwidth of its type and nothing beside it. EC2 brings it back when its hardware
# fails; while it boots, and whenever an apply replaces it for a newer image, its subnets have no way out.
resource "aws_instance" "this" {
  #checkov:skip=CKV2_AWS_41:It asks AWS for nothing, and takes no sessions: there is nothing that a role could allow.
  for_each = toset(values(var.nat_zones))

  # insecure_value shows the id in plans; the parameter is public.
  ami                         = data.aws_ssm_parameter.ami.insecure_value
  instance_type               = var.nat_instance_type
  subnet_id                   = var.public_subnet_ids[each.key]
  vpc_security_group_ids      = var.security_group_ids
  ebs_optimized               = true
  monitoring                  = true
  user_data                   = templatefile("${path.module}/user_data.sh.tftpl", {})
  user_data_replace_on_change = true

  # Packets of others pass it, to others.
  source_dest_check = false

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  root_block_device {
    volume_size           = 8
    volume_type           = "gp3"
    encrypted             = true
    delete_on_termination = true

    tags = {
      Name        = "${var.cluster_name}-nat-${each.key}"
      Environment = var.environment
      Cluster     = var.cluster_name
    }
  }

  tags = {
    Name = "${var.cluster_name}-nat-${each.key}"
  }

  # The new one stands before the address and the routes move to it: an interface apart, which moves as a whole, would
  # first have to leave the old one.
  lifecycle {
    create_before_destroy = true
  }
}

# An address that outlives the host. Its name is not that of a gateway's: one that a gateway still has cannot move here.
resource "aws_eip" "instance" {
  for_each = toset([for zone in values(var.nat_zones) : zone if !contains(keys(var.nat_allocation_ids), zone)])

  domain = "vpc"

  tags = {
    Name = "${var.cluster_name}-nat-${each.key}"
  }
}

resource "aws_eip_association" "this" {
  for_each = aws_instance.this

  allocation_id = try(var.nat_allocation_ids[each.key], aws_eip.instance[each.key].id)
  instance_id   = each.value.id
}

resource "aws_route" "private" {
  for_each = local.routes

  route_table_id         = var.private_route_table_ids[each.value.zone]
  destination_cidr_block = each.value.block
  network_interface_id   = aws_instance.this[each.value.through].primary_network_interface_id
}
