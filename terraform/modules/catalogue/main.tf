# What runs where, and the numbers it needs: the one reader of services.json and of networks/ for every root module.
locals {
  repository = "${path.module}/../../.."
  network    = yamldecode(file("${local.repository}/networks/network.yml")).network
  ports      = yamldecode(file("${local.repository}/networks/services.yml")).service_ports
  written    = jsondecode(file("${path.module}/../../services.json"))

  # Every service with every attribute, whichever it was written with.
  services = {
    for group, services in local.written : group => {
      for name, service in services : name => {
        image = service.image
        # One that is pinned to a digest stays where it is.
        floating          = try(service.floating, false) && !can(regex("@|^sha256:", service.image))
        command           = try(service.command, null)
        host_network      = try(service.host_network, false)
        networks          = try(service.networks, {})
        publish           = try(service.publish, [])
        port              = try(local.ports[name], try(service.lab.port, null))
        container_port    = try(service.container_port, null)
        environment_files = try(service.environment_files, [])
        secrets           = try(service.secrets, [])
        open_files        = try(service.open_files, null)
        mounts = [
          for mount in try(service.mounts, []) : {
            source   = mount.source
            target   = mount.target
            writable = try(mount.writable, false)
          }
        ]
        runs_in_lab = can(service.lab)
        lab_pages   = try(service.lab.pages, {})
      }
    }
  }
}
