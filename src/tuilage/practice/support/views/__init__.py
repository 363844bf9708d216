"""The web face of support."""
