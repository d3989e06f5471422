"""Contract tests and compliance reports for SMS provider APIs."""

__version__ = "0.1.0"
