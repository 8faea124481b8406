"""Files that a stranger drops: what they are, how they are written, and a typed copy of them.

Nothing here trusts a file's name, and no file is ever read whole into memory.
"""
