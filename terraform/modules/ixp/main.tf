module "service" {
  source   = "../service"
  for_each = var.services["ixp"]

  name          = each.key
  hostname      = var.hostname
  service       = each.value
  config_folder = var.config_folder
}
