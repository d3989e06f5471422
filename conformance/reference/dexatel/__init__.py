"""Dexatel's messaging API, as its documents describe it.

Read from the bottom: `faults` (numbered errors), `api` (key, envelope, JSON), `listing` (pages),
`drafts` (what a send may contain), `messages`, `kinds` and `resources` (everything else),
`verifications`, `service`.
"""

from conformance.reference.dexatel.service import Dexatel

__all__ = ["SERVICE", "Dexatel"]

SERVICE = Dexatel
