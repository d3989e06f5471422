"""Proof: that every check has been seen to fail, and that nothing conforming is blamed."""
