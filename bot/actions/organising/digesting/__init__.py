"""What an organiser sets about the digest, and reads behind it."""
