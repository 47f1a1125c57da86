data "aws_ssm_parameter" "ami" {
  name = var.ami_parameter
}

locals {
  host_name = "${var.cluster_name}-bastion"
}

# Follows the newest Amazon Linux 2023: an apply replaces it, and its address stays. It does not say
# associate_public_ip_address: with the elastic IP that reads as true, and any other value would replace it again.
resource "aws_instance" "this" {
  # insecure_value shows the id in plans; the parameter is public.
  ami                         = data.aws_ssm_parameter.ami.insecure_value
  instance_type               = var.instance_type
  subnet_id                   = var.subnet_id
  vpc_security_group_ids      = var.security_group_ids
  iam_instance_profile        = aws_iam_instance_profile.this.name
  key_name                    = var.key_name
  ebs_optimized               = true
  monitoring                  = true
  user_data                   = templatefile("${path.module}/user_data.sh.tftpl", {})
  user_data_replace_on_change = true

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
      Name        = local.host_name
      Environment = var.environment
      Cluster     = var.cluster_name
    }
  }

  tags = {
    Name = local.host_name
  }

  lifecycle {
    create_before_destroy = true
  }

  depends_on = [aws_iam_role_policy_attachment.sessions]
}

# An address that outlives the host.
resource "aws_eip" "this" {
  domain = "vpc"

  tags = {
    Name = local.host_name
  }
}

resource "aws_eip_association" "this" {
  allocation_id = aws_eip.this.id
  instance_id   = aws_instance.this.id
}
