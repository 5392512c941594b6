# The services of the catalogue on the hosts of a lab, without a provider: each is a small web server that stands in
# for the container production would run, installed and started over SSH.
terraform {
  required_version = ">= 1.6.0"

  # `peerdeck plan --lab` sets the path: the state is the lab's, not the repository's.
  backend "local" {}
}

module "catalogue" {
  source = "../modules/catalogue"
}

locals {
  instances = merge([
    for host, place in var.hosts : {
      for name, service in lookup(module.catalogue.services, place.group, {}) : "${host}/${name}" => {
        host  = host
        name  = name
        port  = service.port
        image = service.image
        place = place
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
    for key, instance in local.instances : key => templatefile("${path.module}/install.tftpl", {
      name        = instance.name
      port        = instance.port
      pages       = instance.pages
      unit        = local.units[key]
      unit_folder = var.unit_folder
      page_folder = "${var.page_folder}/${instance.name}"
    })
  }
}

resource "terraform_data" "service" {
  for_each = local.instances

  # Everything that is put on the host is in the script; the image is for people to read in a plan.
  triggers_replace = {
    image  = each.value.image
    script = sha256(local.scripts[each.key])
  }

  # What taking it down needs to know: a destroy provisioner sees nothing else.
  input = {
    name        = each.value.name
    port        = each.value.port
    address     = each.value.place.address
    ssh_port    = each.value.place.port
    user        = each.value.place.user
    key_file    = each.value.place.private_key_file
    host_key    = each.value.place.host_key
    timeout     = var.connect_timeout
    unit_folder = var.unit_folder
    page_folder = "${var.page_folder}/${each.value.name}"
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
    inline = [
      "sudo systemctl stop ${self.output.name}",
      "sudo rm -rf ${self.output.unit_folder}/${self.output.name}.service ${self.output.page_folder}",
      "sudo systemctl daemon-reload",
    ]
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
