"""Reports: the closed record of a run, and everything that is made of it."""
