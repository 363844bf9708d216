"""The pages of a person's consignes, numbers elsewhere, homes, and of files that may be one."""
