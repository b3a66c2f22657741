"""What can happen to LiveConvo's rows."""
