# Generated from the inventory by `peerdeck render`: changes belong there.

module "ixp_ixpams01" {
  source = "./modules/ixp"
  providers = {
    docker = docker.ixpams01
  }
  hostname      = "ixpams01"
  services      = local.services
  config_folder = var.config_folder
}

module "ixp_ixpfra01" {
  source = "./modules/ixp"
  providers = {
    docker = docker.ixpfra01
  }
  hostname      = "ixpfra01"
  services      = local.services
  config_folder = var.config_folder
}
