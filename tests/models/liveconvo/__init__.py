"""What LiveConvo's tables refuse, compute and keep in step."""
