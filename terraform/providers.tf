terraform {
  required_version = ">= 1.6.0"

  required_providers {
    docker = {
      source  = "kreuzwerker/docker"
      version = "4.2.0"
    }
    vultr = {
      source  = "vultr/vultr"
      version = "2.31.0"
    }
  }
}

# The docker provider of each host is in docker-providers.tf, generated from the inventory.
provider "vultr" {
  api_key = var.vultr_api_key
}
