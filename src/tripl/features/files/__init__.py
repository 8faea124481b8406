"""Files that a person drops to try tripl on: looked at, explained, and turned into a project."""
