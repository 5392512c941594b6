variable "hostname" {
  description = "Inventory name of the host."
  type        = string
}

variable "services" {
  description = "The catalogue's services by group; those of core run here."
  type        = any
}

variable "docker_networks" {
  description = "Subnets of backend, dmz and dmz_ipv4."
  type = object({
    backend  = object({ subnet6 = string })
    dmz      = object({ subnet6 = string })
    dmz_ipv4 = object({ subnet4 = string })
  })
}

variable "listen_address" {
  description = "The host's address inside the network, for services other hosts reach."
  type        = string
}

variable "config_folder" {
  description = "Where `peerdeck sync` puts this host's files."
  type        = string
}

variable "secret_values" {
  description = "Secrets of the services, by environment variable."
  type        = map(string)
  sensitive   = true
}
