"""Attacks: as the application role with SQL of one's own, and as a client of the pages."""
