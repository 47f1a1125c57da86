# With the variables of the modules, which ecs.tf does not set.
environment         = "Pre_Alpha"
cluster             = "Shop_1"
instance_group      = "workers"
vpc_cidr            = "10.42.0.0/20"
availability_zones  = ["us-east-1a", "us-east-1c"]
public_subnet_cidrs = ["10.42.0.0/24", "10.42.1.0/24", "10.42.2.0/24"]
private_subnet_cidrs = [
  "10.42.8.0/24",
  "10.42.9.0/24",
]
max_size          = "6"
min_size          = "2"
desired_capacity  = "2"
instance_type     = "m6i.large"
cloudwatch_prefix = "shop"
key_name          = "shop"
load_balancers    = []
custom_userdata   = <<EOT
yum install -y amazon-cloudwatch-agent
systemctl enable --now amazon-cloudwatch-agent
EOT
ecs_config  = "aws s3 cp s3://shop-config/ecs.config /etc/ecs/ecs.config"
ecs_logging = "[\"json-file\",\"awslogs\",\"fluentd\"]"
