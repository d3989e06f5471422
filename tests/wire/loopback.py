"""How long tests wait for servers on loopback that misbehave."""

from __future__ import annotations

from conformance.wire.network import Bounds

SHORT = Bounds(connect=0.5, silence=0.2, total=0.4, body=64 * 1024)
