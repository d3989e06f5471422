"""Deliberate ways to make the reference wrong, so that every check can be seen to fail."""
