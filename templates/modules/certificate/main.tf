locals {
  validation = { for option in aws_acm_certificate.this.domain_validation_options : option.domain_name => option }
}

resource "aws_acm_certificate" "this" {
  #checkov:skip=CKV2_AWS_71:The names are the spec's; a wildcard is a finding there.
  domain_name               = var.names[0]
  subject_alternative_names = slice(var.names, 1, length(var.names))
  validation_method         = "DNS"

  tags = {
    Name = var.names[0]
  }

  # A listener lets go of a certificate only for another one.
  lifecycle {
    create_before_destroy = true
  }
}

# A name and its wildcard are validated by one record.
resource "aws_route53_record" "validation" {
  for_each = toset(var.names)

  zone_id         = var.zone_id
  name            = local.validation[each.key].resource_record_name
  type            = local.validation[each.key].resource_record_type
  ttl             = 300
  records         = [local.validation[each.key].resource_record_value]
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "this" {
  certificate_arn         = aws_acm_certificate.this.arn
  validation_record_fqdns = [for record in aws_route53_record.validation : record.fqdn]
}
