variable "vultr_api_key" {
  description = "Key of Vultr's API."
  type        = string
  sensitive   = true
}

variable "vultr_ssh_key_names" {
  description = "Names of the SSH keys at Vultr that may log in to a new server."
  type        = set(string)
  default     = ["operator"]
}

variable "postgresql_password" {
  description = "Password of PostgreSQL's first account."
  type        = string
  sensitive   = true
}

variable "config_folder" {
  description = "Where `peerdeck sync` puts a host's files."
  type        = string
  default     = "/home/operator"
}
