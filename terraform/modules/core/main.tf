# Between the services of this host; not internal, because Docker publishes no port of an internal network.
resource "docker_network" "backend" {
  name   = "backend"
  driver = "bridge"
  ipv6   = true

  ipam_config {
    subnet = var.docker_networks.backend.subnet6
  }
}

# What the Internet reaches over IPv6, at addresses that do not move.
resource "docker_network" "dmz" {
  name   = "dmz"
  driver = "bridge"
  ipv6   = true

  ipam_config {
    subnet = var.docker_networks.dmz.subnet6
  }
}

# What the Internet reaches over IPv4, through published ports.
resource "docker_network" "dmz_ipv4" {
  name   = "dmz-ipv4"
  driver = "bridge"

  ipam_config {
    subnet = var.docker_networks.dmz_ipv4.subnet4
  }
}

locals {
  networks = {
    backend  = { name = docker_network.backend.name, subnet6 = var.docker_networks.backend.subnet6 }
    dmz      = { name = docker_network.dmz.name, subnet6 = var.docker_networks.dmz.subnet6 }
    dmz_ipv4 = { name = docker_network.dmz_ipv4.name, subnet6 = null }
  }
}

module "service" {
  source   = "../service"
  for_each = var.services["core"]

  name           = each.key
  hostname       = var.hostname
  service        = each.value
  listen_address = var.listen_address
  config_folder  = var.config_folder
  secret_values  = { for name in each.value.secrets : name => var.secret_values[name] }
  networks = {
    for network, number in each.value.networks :
    local.networks[network].name => number == null ? null : cidrhost(local.networks[network].subnet6, number)
  }
}
