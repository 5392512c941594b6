variable "hostname" {
  description = "Inventory name of the host."
  type        = string
}

variable "services" {
  description = "The catalogue's services by group; those of this group run here."
  type        = any
}

variable "config_folder" {
  description = "Where `peerdeck sync` puts this host's files."
  type        = string
}
