terraform {
  required_providers {
    terraform = { source = "terraform.io/builtin/terraform", configuration_aliases = [terraform.inner] }
  }
}

variable "name" {}
variable "lines" { type = list(string) }
variable "optional" {
  default = null
}

resource "terraform_data" "settings" {
  input = "${var.name}${var.optional == null ? "" : var.optional}${join("\n", var.lines)}"
}

output "name" { value = var.name }
output "settings" { value = terraform_data.settings }
