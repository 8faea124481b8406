"""What an installation knows of its parts and of itself."""
