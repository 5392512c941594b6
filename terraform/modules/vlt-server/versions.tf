terraform {
  required_providers {
    vultr = {
      source = "vultr/vultr"
    }
  }
}
