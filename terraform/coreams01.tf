# A core host is written by hand: there is one, and no other is like it.
module "core_coreams01" {
  source = "./modules/core"
  providers = {
    docker = docker.coreams01
  }
  hostname        = "coreams01"
  services        = local.services
  docker_networks = module.catalogue.docker_networks
  listen_address  = module.catalogue.loopbacks["coreams01"]
  config_folder   = var.config_folder
  secret_values = {
    POSTGRES_PASSWORD = var.postgresql_password
  }
}
