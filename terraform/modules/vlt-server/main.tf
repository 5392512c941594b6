resource "vultr_instance" "server" {
  label            = var.hostname
  hostname         = var.hostname
  region           = var.region
  plan             = var.plan
  os_id            = var.os_id
  enable_ipv6      = true
  backups          = "disabled"
  activation_email = false
  ssh_key_ids      = var.ssh_key_ids
  tags             = ["probing"]

  lifecycle {
    # Keys and images only matter when a server is made: a change must not make it anew.
    ignore_changes = [ssh_key_ids, os_id]
  }
}

resource "vultr_dns_record" "ipv4" {
  domain = var.dns_zone
  name   = var.record
  type   = "A"
  data   = vultr_instance.server.main_ip
  ttl    = 600
}

resource "vultr_dns_record" "ipv6" {
  domain = var.dns_zone
  name   = var.record
  type   = "AAAA"
  data   = vultr_instance.server.v6_main_ip
  ttl    = 600
}
