data "aws_ecs_cluster" "this" {
  cluster_name = var.cluster_name

  lifecycle {
    postcondition {
      condition     = self.status == "ACTIVE"
      error_message = "ECS cluster ${var.cluster_name} is ${self.status}: its platform is applied before its applications."
    }
  }
}
