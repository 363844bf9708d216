"""A person's papers: brought once and used again, and the letters made from what is written."""
