"""A run: cases bound to requirements, carried out against a target, and written down."""
