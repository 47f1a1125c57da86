output "ids" {
  description = "All ids"
  value       = concat(values(terraform_data.this)[*].id, terraform_data.counted[*].id, [for m in module.child : m.name])
}

output "one" {
  value     = module.child["a"].name == "a" ? module.child["b"].settings.output : try(module.child["c"].name, null)
  sensitive = true

  precondition {
    condition     = local.nested != null && local.by_name != {} && local.single != ""
    error_message = "Empty."
  }
}

output "splat" { value = [module.child.*, values(module.child)[*].name, module.child] }
output "math" {
  value = -(1 + 2) * 3 / 4 % 5 >= 1 && !false || 1 <= 2 ? 1.5e3 : (
    true ? 1 : 2
  )
} # the end, without a newline