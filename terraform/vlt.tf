# Generated from the inventory by `peerdeck render`: changes belong there.

locals {
  vlt_servers = {
    "vltatl01" = {
      region       = "atl"
      uniprobe0    = "2a0e:97c0:8a1::/48"
      ansible_host = "atl01.vlt.example.net"
    }
    "vltcdg01" = {
      region       = "cdg"
      uniprobe0    = "2a0e:97c0:8a2::/48"
      ansible_host = "cdg01.vlt.example.net"
    }
  }
}

module "vlt_vltatl01" {
  source = "./modules/vlt-containers"
  providers = {
    docker = docker.vltatl01
  }
  hostname      = "vltatl01"
  services      = local.services
  config_folder = var.config_folder
}

module "vlt_vltcdg01" {
  source = "./modules/vlt-containers"
  providers = {
    docker = docker.vltcdg01
  }
  hostname      = "vltcdg01"
  services      = local.services
  config_folder = var.config_folder
}
