################################################################################
# A module as the public ones are written, with what a generator never emits.
################################################################################

terraform {
  required_version = ">= 1.5"

  required_providers {
    terraform = {
      source = "terraform.io/builtin/terraform"
    }
  }
}

provider "terraform" {}
provider "terraform" { alias = "second" }

/* A comment
   over lines */
locals {
  create   = var.create && ! (length(var.items) == 0)
  names    = [for item in var.items : item.name if try(item.enabled, true)]
  by_name  = { for key, item in var.items : item.name => merge(item, { key = key })... }
  nested   = flatten([for zone, ports in var.ports : [for port in ports : { zone = zone, port = port }]])
}

locals { single = "one ${"two ${var.name} three"} four" }

data "terraform_remote_state" "this" {
  count = local.create ? 1 : 0

  backend  = "local"
  provider = terraform.second
  config = {
    path = "${path.module}/none.tfstate"
  }
}

resource "terraform_data" "this" {
  for_each = { for name in local.names : name => upper(name) }
  provider = terraform.second

  input = {
    key         = each.key, value = each.value
    "with dash" = lookup({ (each.key) = true }, each.key, false)
    percent     = "100%"
    dollar      = "$5 $${not.a.reference} %%{ not a directive }"
    sum = (
      1
      + 2 // still the same value
      - -3
    )
    script = <<-EOT
      #!/bin/bash
      # $HOME ${each.value} $${escaped}
      %{for name in local.names~}
      echo ${name} "quoted ${upper("x")}"
      %{endfor}
      %{if local.create}yes%{else}no%{endif}
    EOT
    plain = <<EOF
${jsonencode({
    a = [1, 2,]
    b = { c : "d" }
})}
  EOF
  }

  triggers_replace = [var.nullable, one(data.terraform_remote_state.this[*].backend)]

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [input, triggers_replace[0]]
    replace_triggered_by  = [terraform_data.trigger[each.key], terraform_data.single.id]

    precondition {
      condition     = alltrue([for item in var.items : item.name != ""])
      error_message = "Each item needs a name, not \"${join(", ", local.names)}\"."
    }
    postcondition {
      condition     = self.output != null
      error_message = "No output."
    }
  }

  provisioner "local-exec" {
    when       = destroy
    on_failure = continue
    command    = "echo ${self.id}"
  }

  depends_on = [module.child, data.terraform_remote_state.this]
}

resource "terraform_data" "trigger" {
  for_each = toset(local.names)
}

resource terraform_data single {
  input = templatefile("${path.module}/templates/motd.tftpl", {
    names = local.names
    "title" = var.name
  })
}

resource "terraform_data" "counted" {
  count = 2
  input = [terraform_data.trigger[local.names[count.index]].id, try(var.items.0.name, null), -count.index]

  connection {
    type = "ssh"
    host = self.id
  }
}

module "child" {
  source    = "./modules/child"
  for_each  = toset(["a", "b"])
  providers = { terraform = terraform.second, terraform.inner = terraform }

  name  = each.value
  lines = terraform_data.counted.*.id
}

check "health" {
  data "terraform_remote_state" "checked" {
    backend = "local"
  }

  assert {
    condition     = data.terraform_remote_state.checked.outputs != null || terraform.workspace == "default"
    error_message = "Not healthy."
  }
}

moved {
  from = terraform_data.old
  to   = terraform_data.single
}

moved {
  from = module.gone.terraform_data.x["k"]
  to   = module.child["a"].terraform_data.settings
}

removed {
  from = terraform_data.dropped

  lifecycle {
    destroy = false
  }
}

import {
  for_each = toset(["imported"])
  to       = terraform_data.trigger[each.key]
  id       = "${each.value}-${var.name}"
}
