# The public half only: the private one stays where it was made.
resource "aws_key_pair" "this" {
  key_name   = var.name
  public_key = var.public_key

  tags = {
    Name = var.name
  }

  # Instances take the new pair before the old one goes.
  lifecycle {
    create_before_destroy = true
  }
}
