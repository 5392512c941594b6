output "image_id" {
  description = "Digest of the image that runs."
  value       = docker_image.image.image_id
}
