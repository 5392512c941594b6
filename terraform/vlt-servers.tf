# The probes' servers at Vultr, with their DNS. local.vlt_servers is generated from the inventory.
data "vultr_ssh_key" "operators" {
  for_each = var.vultr_ssh_key_names

  filter {
    name   = "name"
    values = [each.value]
  }
}

module "vlt_server" {
  source   = "./modules/vlt-server"
  for_each = local.vlt_servers

  hostname    = each.key
  region      = each.value.region
  record      = trimsuffix(each.value.ansible_host, ".${module.catalogue.domain}")
  dns_zone    = module.catalogue.domain
  ssh_key_ids = [for key in data.vultr_ssh_key.operators : key.id]
}

# Keyed by host: these become variables of the hosts.
output "vlt_servers" {
  description = "Addresses of the probes' servers, by host."
  value       = module.vlt_server
}
