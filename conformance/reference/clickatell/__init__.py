"""Clickatell's classic REST API (`api.clickatell.com/rest`, X-Version 1).

Some recipients behave in a way of their own, so that every numbered error and every state can be
met. They stand at the high end of the reserved range; every other well-formed number is reached.

| recipient | what becomes of a message to it |
|---|---|
| 12025550199 | accepted, and fails in transit: status 007 |
| 12025550198 | no route: error 114, HTTP 410; its coverage is not routable |
| 12025550197 | blocked: error 121, HTTP 410 |
| 12025550196 | opted out: error 122, HTTP 410 |
| 12025550195 | delisted: error 128, HTTP 410 |
| 12025550194 | its limit of messages is used up until midnight UTC: error 130, HTTP 429 |
| 12025550193 | no credit left: the whole request is refused with 301, HTTP 402 |
| 12025550192 | internal error: every other request with it is refused with 901, HTTP 503 |
| 12025550191 | its network never takes the message: status 002 until the validity ends, then 010 |

The account's default for `maxMessageParts` is 3, its only registered sender is `Conform`, and it
has no callback address.
"""

from conformance.reference.clickatell.service import TOKEN, Clickatell

__all__ = ["SERVICE", "TOKEN", "Clickatell"]

SERVICE = Clickatell
