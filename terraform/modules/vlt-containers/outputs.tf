output "images" {
  description = "Digest of the image each service runs, by service."
  value       = { for name, service in module.service : name => service.image_id }
}
