"""Projects and the door to each."""
