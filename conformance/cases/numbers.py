"""Numbers in answers: a target may write anything in their place."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from conformance.errors import UnmetError
from conformance.shown import shown


def decimal(what: str, written: Any) -> Decimal:
    """A number that an answer tells, as a number or as the digits of one.

    Args:
        what: names it, as a noun phrase for the report.

    Raises:
        UnmetError: when it is none.
    """
    digits = re.fullmatch(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?", str(written).strip())
    number = isinstance(written, int | float) and not isinstance(written, bool)
    if not (number or (isinstance(written, str) and digits)):
        raise UnmetError(f"{what}: a number", shown(written))
    return Decimal(str(written).strip())
