"""What an installation tells of itself, where somebody asks for it."""
