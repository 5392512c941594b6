# A tag that moves is asked for its digest, so that a plan says when it moved.
data "docker_registry_image" "floating" {
  count = var.service.floating ? 1 : 0
  name  = var.service.image
}

resource "docker_image" "image" {
  name          = var.service.image
  keep_locally  = true
  pull_triggers = data.docker_registry_image.floating[*].sha256_digest
}

resource "docker_container" "container" {
  name         = var.name
  hostname     = var.hostname
  image        = docker_image.image.image_id
  command      = var.service.command
  restart      = "unless-stopped"
  network_mode = var.service.host_network ? "host" : "bridge"
  env          = [for name in var.service.secrets : "${name}=${var.secret_values[name]}"]
  log_driver   = "json-file"
  log_opts = {
    max-size = "50m"
    max-file = "3"
  }

  dynamic "networks_advanced" {
    for_each = var.networks
    content {
      name         = networks_advanced.key
      ipv6_address = networks_advanced.value
    }
  }

  dynamic "ports" {
    for_each = var.service.publish
    content {
      internal = ports.value
      external = ports.value
    }
  }

  dynamic "ports" {
    for_each = var.listen_address != null && var.service.container_port != null ? [var.service.port] : []
    content {
      ip       = var.listen_address
      internal = var.service.container_port
      external = ports.value
    }
  }

  dynamic "volumes" {
    for_each = var.service.mounts
    content {
      host_path      = startswith(volumes.value.source, "/") ? volumes.value.source : "${var.config_folder}/${volumes.value.source}"
      container_path = volumes.value.target
      read_only      = !volumes.value.writable
    }
  }

  # An environment file is read by the program itself: its values stay out of the state.
  dynamic "volumes" {
    for_each = var.service.environment_files
    content {
      host_path      = "${var.config_folder}/${volumes.value}"
      container_path = "/run/secrets/${basename(volumes.value)}"
      read_only      = true
    }
  }

  dynamic "ulimit" {
    for_each = var.service.open_files == null ? [] : [var.service.open_files]
    content {
      name = "nofile"
      soft = ulimit.value
      hard = ulimit.value
    }
  }
}
