output "address_ipv4" {
  description = "Its IPv4 address."
  value       = vultr_instance.server.main_ip
}

output "address_ipv6" {
  description = "Its IPv6 address."
  value       = vultr_instance.server.v6_main_ip
}

output "network_ipv6" {
  description = "The IPv6 prefix Vultr routes to it."
  value       = "${vultr_instance.server.v6_network}/${vultr_instance.server.v6_network_size}"
}
