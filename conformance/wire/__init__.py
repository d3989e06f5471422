"""The only way out: every request is guarded, recorded and redacted here."""
