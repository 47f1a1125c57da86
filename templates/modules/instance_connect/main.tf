resource "aws_ec2_instance_connect_endpoint" "this" {
  subnet_id          = var.subnet_id
  security_group_ids = var.security_group_ids
  # Instances see the endpoint's address, which its security group stands for.
  preserve_client_ip = false

  tags = {
    Name = var.name
  }
}
