"""What is tested: where it is, what it claims, and how its time passes."""
