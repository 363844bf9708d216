"""Tuilage: the person's path, the network and the plan of a département, joined."""

__version__ = "0.1.0"
