# The services of the catalogue on the hosts of a lab, without a provider: each is a small web server that stands in
# for what production would run, installed and started over SSH. On a host with a Docker engine it is a container with
# the name, image, mounts, networks and ports of the catalogue; elsewhere it is a unit of the host's systemd.
terraform {
  required_version = ">= 1.6.0"

  # `peerdeck plan --lab` sets the path: the state is the lab's, not the repository's.
  backend "local" {}
}

module "catalogue" {
  source = "../modules/catalogue"
}

# What a registry's data source is in production: which image a name stands for today.
data "terraform_remote_state" "images" {
  count   = var.images_state == null ? 0 : 1
  backend = "local"
  config  = { path = var.images_state }
}

locals {
  image_ids = try(data.terraform_remote_state.images[0].outputs.image_ids, {})

  # As `docker network create` and `docker network connect` take them.
  networks = {
    for name, network in module.catalogue.docker_networks : name => {
      subnet6 = try(network.subnet6, null)
      create  = can(network.subnet6) ? "--ipv6 --subnet ${network.subnet6}" : "--subnet ${network.subnet4}"
    }
  }

  instances = merge([
    for host, place in var.hosts : {
      for name, service in lookup(module.catalogue.services, place.group, {}) : "${host}/${name}" => {
        host  = host
        name  = name
        port  = service.port
        image = service.image
        place = place
        # A name that moves is followed: the id it has on the host.
        image_id     = place.engine && service.floating ? try(local.image_ids[host][service.image], null) : null
        host_network = service.host_network
        inner_port   = service.host_network ? service.port : coalesce(service.container_port, service.port)
        networks = {
          for network, number in service.networks : replace(network, "_", "-") => {
            create  = local.networks[network].create
            connect = number == null ? "" : "--ip6 ${cidrhost(local.networks[network].subnet6, number)}"
          }
        }
        mounts = [
          for mount in service.mounts : {
            source   = startswith(mount.source, "/") ? mount.source : "${place.user == "root" ? "/root" : "/home/${place.user}"}/${mount.source}"
            target   = mount.target
            writable = mount.writable
          }
        ]
        pages = merge(service.lab_pages, {
          "index.html"  = "${name} on ${host}, in the place of ${service.image}\n"
          "status.json" = jsonencode({ host = host, service = name, image = service.image, port = service.port })
        })
      } if service.runs_in_lab
    }
  ]...)

  units = {
    for key, instance in local.instances : key => templatefile("${path.module}/service.tftpl", {
      name   = instance.name
      host   = instance.host
      port   = instance.port
      folder = "${var.page_folder}/${instance.name}"
    })
  }

  scripts = {
    for key, instance in local.instances : key => instance.place.engine ? templatefile("${path.module}/container.tftpl", {
      name         = instance.name
      host         = instance.host
      image        = instance.image
      port         = instance.inner_port
      outer_port   = instance.port
      published    = instance.host_network ? {} : { (instance.port) = instance.inner_port }
      pages        = instance.pages
      page_folder  = "${var.page_folder}/${instance.name}"
      host_network = instance.host_network
      networks     = instance.networks
      mounts       = instance.mounts
      }) : templatefile("${path.module}/install.tftpl", {
      name        = instance.name
      port        = instance.port
      pages       = instance.pages
      unit        = local.units[key]
      unit_folder = var.unit_folder
      page_folder = "${var.page_folder}/${instance.name}"
    })
  }

  removals = {
    for key, instance in local.instances : key => concat(
      instance.place.engine ? ["sudo docker rm --force ${instance.name}"] : ["sudo systemctl stop ${instance.name}"],
      ["sudo rm -rf ${var.unit_folder}/${instance.name}.service ${var.page_folder}/${instance.name}"],
      instance.place.engine ? [] : ["sudo systemctl daemon-reload"],
    )
  }
}

resource "terraform_data" "service" {
  for_each = local.instances

  # Everything that is put on the host is in the script; the image is for people to read in a plan.
  triggers_replace = {
    image    = each.value.image
    image_id = each.value.image_id
    script   = sha256(local.scripts[each.key])
  }

  # What taking it down needs to know: a destroy provisioner sees nothing else.
  input = {
    name     = each.value.name
    engine   = each.value.place.engine ? "docker" : "systemd"
    image    = each.value.image
    image_id = each.value.image_id
    removal  = local.removals[each.key]
    port     = each.value.port
    address  = each.value.place.address
    ssh_port = each.value.place.port
    user     = each.value.place.user
    key_file = each.value.place.private_key_file
    host_key = each.value.place.host_key
    timeout  = var.connect_timeout
  }

  connection {
    type        = "ssh"
    host        = self.output.address
    port        = self.output.ssh_port
    user        = self.output.user
    private_key = file(self.output.key_file)
    host_key    = self.output.host_key
    agent       = false
    timeout     = self.output.timeout

    # Terraform empties its script when it has run, and leaves it there: one file a service, not one a run.
    script_path = "/tmp/terraform_${self.output.name}.sh"
  }

  provisioner "remote-exec" {
    inline = [local.scripts[each.key]]
  }

  # A host that is gone has nothing left to stop.
  provisioner "remote-exec" {
    when       = destroy
    on_failure = continue
    inline     = self.output.removal
  }
}

output "services" {
  description = "Port of each service in the lab, by host."
  value = {
    for host in keys(var.hosts) : host => {
      for instance in values(local.instances) : instance.name => instance.port if instance.host == host
    }
  }
}
