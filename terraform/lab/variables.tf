variable "hosts" {
  description = "The lab's hosts and how they are reached, written by `peerdeck plan --lab`."
  type = map(object({
    group            = string
    address          = string
    port             = number
    user             = string
    private_key_file = string
    host_key         = optional(string)
    engine           = optional(bool, false)
  }))
}

variable "unit_folder" {
  description = "Where a host's systemd looks for units."
  type        = string
  default     = "/etc/systemd/system"
}

variable "page_folder" {
  description = "Where the pages go."
  type        = string
  default     = "/srv"
}

variable "connect_timeout" {
  description = "How long a host may take to let us in."
  type        = string
  default     = "20s"
}

variable "images_state" {
  description = "A state that `peerdeck plan --lab` writes: which image each name stands for on the hosts with a Docker engine. Null where there are none."
  type        = string
  default     = null
}
