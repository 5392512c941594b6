# Generated from the inventory by `peerdeck render`: changes belong there.

# core servers
provider "docker" {
  host  = "ssh://operator@ams01.core.example.net"
  alias = "coreams01"
}

# ixp servers
provider "docker" {
  host  = "ssh://operator@ams01.ixp.example.net"
  alias = "ixpams01"
}

provider "docker" {
  host  = "ssh://operator@fra01.ixp.example.net"
  alias = "ixpfra01"
}

# vlt servers
provider "docker" {
  host  = "ssh://operator@atl01.vlt.example.net"
  alias = "vltatl01"
}

provider "docker" {
  host  = "ssh://operator@cdg01.vlt.example.net"
  alias = "vltcdg01"
}
