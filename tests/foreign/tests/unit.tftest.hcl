variables {
  name = "test"
}

mock_provider "aws" {
  alias = "fake"

  mock_resource "aws_subnet" {
    defaults = { id = "subnet-1" }
  }
  override_during = plan
}

run "setup" {
  command = plan

  plan_options {
    mode   = refresh-only
    target = [terraform_data.single]
  }

  module {
    source = "./modules/child"
  }
}

run "check" {
  providers = { terraform = terraform }

  variables {
    name = run.setup.name
  }

  assert {
    condition     = terraform_data.single.output != null
    error_message = "no ${var.name}"
  }

  expect_failures = [var.items, check.health]
}
