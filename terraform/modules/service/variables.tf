variable "name" {
  description = "Name of the service and of its container."
  type        = string
}

variable "hostname" {
  description = "Inventory name of the host it runs on."
  type        = string
}

variable "service" {
  description = "The service as the catalogue has it."
  type = object({
    image             = string
    floating          = bool
    command           = optional(list(string))
    host_network      = bool
    publish           = list(number)
    port              = optional(number)
    container_port    = optional(number)
    environment_files = list(string)
    secrets           = list(string)
    open_files        = optional(number)
    mounts = list(object({
      source   = string
      target   = string
      writable = bool
    }))
  })
}

variable "networks" {
  description = "Docker networks it is attached to, each with its fixed IPv6 address, or null."
  type        = map(string)
  default     = {}
}

variable "listen_address" {
  description = "Address of the host its port is published on; null publishes nothing there."
  type        = string
  default     = null
}

variable "config_folder" {
  description = "Where `peerdeck sync` puts this host's files."
  type        = string
}

variable "secret_values" {
  description = "Values of the secrets it names, by environment variable."
  type        = map(string)
  default     = {}
  sensitive   = true
}
