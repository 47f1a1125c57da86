variable "create" {
  description = "Controls if anything is created"
  type        = bool
  default     = true
}
variable "name" {
  type    = string
  default = ""
}
variable "vpc_id" {
  type    = string
  default = null
}
variable "cidr" {
  type    = string
  default = "10.0.0.0/16"

  validation {
    condition     = can(cidrnetmask(var.cidr))
    error_message = "Not a block: ${var.cidr}."
  }
}
variable "azs" {
  type    = list(string)
  default = []
}
variable "public_subnets" {
  type    = list(string)
  default = []
}
variable "private_subnets" {
  type    = list(string)
  default = []
}
variable "public_subnet_ipv6_prefixes" {
  type    = list(string)
  default = []
}
variable "public_subnet_names" {
  type    = list(string)
  default = []
}
variable "public_subnet_suffix" {
  type    = string
  default = "public"
}
variable "public_subnet_tags_per_az" {
  type    = map(map(string))
  default = {}
}
variable "private_subnet_settings" {
  type = object({
    aaaa = optional(bool)
    tags = optional(map(string), {})
  })
  default  = {}
  nullable = false
}
variable "secondary_cidr_blocks" {
  type    = list(string)
  default = []
}
variable "single_nat_gateway" {
  type    = bool
  default = false
}
variable "one_nat_gateway_per_az" {
  type    = bool
  default = false
}
variable "reuse_nat_ips" {
  type    = bool
  default = "false"
}
variable "external_nat_ip_ids" {
  type    = list(string)
  default = []
}
variable "use_ipam_pool" {
  type    = bool
  default = false
}
variable "ipv4_ipam_pool_id" { default = null }
variable "ipv4_netmask_length" {
  type    = number
  default = null
}
variable "enable_ipv6" {
  type    = bool
  default = false
}
variable "instance_tenancy" {
  type    = string
  default = "default"
}
variable "enable_dns_hostnames" {
  type    = bool
  default = true
}
variable "tags" {
  type    = map(string)
  default = {}
}
variable "vpc_tags" {
  type    = map(any)
  default = { Tier = 1 }
}
variable "timeouts" {
  type    = map(string)
  default = {}
}
variable "default_security_group_ingress" {
  type    = list(map(string))
  default = []
}
variable "acl_rules" {
  type = list(map(string))
  default = [
    {
      rule_number = 100
      rule_action = "allow"
      from_port   = 0
      to_port     = 0
      protocol    = "-1"
      cidr_block  = "0.0.0.0/0"
    },
  ]
}
variable "flow_log_destination_type" {
  type    = string
  default = "cloud-watch-logs"
}
variable "flow_log_destination_arn" {
  type    = string
  default = ""
}
variable "flow_log_prefix" {
  type    = string
  default = "/aws/vpc-flow-log/"
}
variable "flow_log_retention" {
  type    = number
  default = null
}
variable "flow_log_file_format" {
  type    = string
  default = null
}
variable "flow_log_conditions" {
  type = list(object({
    test     = string
    variable = string
    values   = list(string)
  }))
  default = []
}
variable "use_name_prefix" {
  type    = bool
  default = true
}
variable "permissions_boundary" {
  type    = string
  default = null
}
variable "endpoints" {
  description = "Interface endpoints by name"
  type        = any
  default     = {}
}
