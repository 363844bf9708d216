"""What the agenda changes, one verb each."""
