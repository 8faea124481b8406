"""What the documentation site is made with: generated pages, documents from the root, pictures."""
