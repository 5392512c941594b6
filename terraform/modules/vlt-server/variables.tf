variable "hostname" {
  description = "Inventory name of the host."
  type        = string
}

variable "region" {
  description = "Vultr's code of the place, such as atl or cdg."
  type        = string
}

variable "record" {
  description = "Name of its DNS records, without the zone."
  type        = string
}

variable "dns_zone" {
  description = "The zone at Vultr's DNS that its records go into."
  type        = string
}

variable "plan" {
  description = "Vultr's plan: processors, memory and price."
  type        = string
  default     = "vc2-1c-1gb"
}

variable "os_id" {
  description = "Vultr's number of the operating system; 2136 is Debian 12."
  type        = number
  default     = 2136
}

variable "ssh_key_ids" {
  description = "Keys that may log in to a new server."
  type        = list(string)
}
