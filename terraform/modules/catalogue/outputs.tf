output "services" {
  description = "Services by group and name, each with all attributes."
  value       = local.services
}

output "docker_networks" {
  description = "Subnets of the docker networks on core hosts, by name."
  value       = local.network.docker_networks
}

output "loopbacks" {
  description = "The address on lo of each router, by host."
  value       = local.network.loopbacks
}

output "domain" {
  description = "The network's domain."
  value       = local.network.domain
}
