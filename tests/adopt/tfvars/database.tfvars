#Environment
environment = "dev"
aws_profile = "default"
aws_region  = "us-east-1"
aws_ecs_ami = ""
vpc_cidr    = "10.0.0.0/16"

#Private IP ranges
private_subnets = ["10.0.200.0/24", "10.0.201.0/24"]

availability_zones = ["us-east-1a", "us-east-1b"]
max_size           = 3
min_size           = 2
desired_capacity   = 3
instance_type      = "t2.micro"

db_user     = "tester"
db_password = "not-the-value-of-anybody"
db_name     = "test_db"
