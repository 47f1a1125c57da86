"""tfgen: one YAML cluster spec becomes a verified Terraform tree for Amazon ECS."""
