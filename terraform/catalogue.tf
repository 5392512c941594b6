module "catalogue" {
  source = "./modules/catalogue"
}

locals {
  services = module.catalogue.services
}
