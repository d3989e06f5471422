"""What a send request may contain: every rule has a method, and a code for who breaks it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from conformance.reference import segments
from conformance.reference.dexatel.api import CHANNELS, UUID, Api, is_text
from conformance.reference.dexatel.faults import Refusal

SENDER = re.compile(r"[A-Za-z0-9]{1,11}|[0-9]{12,15}")
"""A name of up to 11 letters and digits, a short code, or a number of up to 15 digits."""

RECIPIENT = re.compile(r"[1-9][0-9]{6,14}")
"""A number in international format, digits only (ITU-T E.164: at most 15)."""

PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Template:
    """A text with placeholders, as sending needs it."""

    id: str
    text: str


@dataclass(frozen=True)
class Draft:
    """A send request that has been found good."""

    sender: str
    sender_id: str
    recipients: tuple[str, ...]
    channel: str
    text: str | None
    image: str | None = None
    caption: str | None = None
    button: dict[str, str] | None = None
    template_id: str | None = None
    schedule: datetime | None = None


class Drafts(Api):
    """Reads the body of a send request.

    A member that is null counts as absent throughout.

    Attributes:
        max_recipients: recipients of one request (create page, code 1507).
        text_limits: code points that a text may have, where the channel has a limit
            (introduction of the message pages).
    """

    max_recipients: int = 10
    text_limits: ClassVar[dict[str, int]] = {"VIBER": 1000, "WHATSAPP": 1024}

    def draft(self, data: dict[str, Any]) -> Draft:
        """The request as a draft, or a refusal with the code of the first rule it breaks."""
        channel = self.channel_of(data)
        sender = self.sender_of(data)
        sender_id = self.sender_id(sender, channel)
        recipients = self.recipients_of(data)
        self.check_media(data, channel)
        self.check_content(data, channel)
        text = self.text_of(data)
        template = self.template_of(data, channel)
        if template is not None:
            text = self.rendered(template, data)
        if text is not None:
            self.check_length(text, channel)
        return Draft(
            sender=sender,
            sender_id=sender_id,
            recipients=recipients,
            channel=channel,
            text=text,
            image=self.optional_text(data, "image"),
            caption=self.optional_text(data, "caption"),
            button=self.button_of(data),
            template_id=template.id if template else None,
            schedule=self.schedule_of(data),
        )

    # -- who to whom ----------------------------------------------------------

    def channel_of(self, data: dict[str, Any]) -> str:
        """The channel; 1515 unless it is one of the three, as they are spelt."""
        channel = data.get("channel")
        if not isinstance(channel, str) or channel not in CHANNELS:
            raise Refusal(1515)
        return channel

    def sender_of(self, data: dict[str, Any]) -> str:
        """The sender; 1503 when missing, 1504 when no sender could be called so."""
        sender = data.get("from")
        if sender is None or sender == "":
            raise Refusal(1503)
        if not isinstance(sender, str) or not SENDER.fullmatch(sender):
            raise Refusal(1504)
        return sender

    def sender_id(self, sender: str, channel: str) -> str:
        """The id of the account's sender of that name on the channel; 1505 when there is none."""
        raise NotImplementedError

    def recipients_of(self, data: dict[str, Any]) -> tuple[str, ...]:
        """The recipients in order; 1506 when there are none, 1507 when there are too many."""
        recipients = data.get("to")
        if not isinstance(recipients, list) or not recipients:
            raise Refusal(1506)
        if len(recipients) > self.max_recipients:
            raise Refusal(1507)
        return tuple(self.recipient(recipient) for recipient in recipients)

    def recipient(self, recipient: object) -> str:
        """One recipient; 1523 unless it is a number."""
        if not isinstance(recipient, str) or not RECIPIENT.fullmatch(recipient):
            raise Refusal(1523)
        return recipient

    # -- what -----------------------------------------------------------------

    def check_media(self, data: dict[str, Any], channel: str) -> None:
        """1517 to 1519: what a channel cannot carry."""
        if channel == "SMS" and data.get("image") is not None:
            raise Refusal(1518)
        if channel == "SMS" and data.get("button") is not None:
            raise Refusal(1519)
        if channel == "WHATSAPP" and data.get("button") is not None:
            raise Refusal(1517)

    def check_content(self, data: dict[str, Any], channel: str) -> None:
        """1516, 1508 and 1520: what must not be missing, given what is there."""
        text, image, button, template = (
            data.get(name) is not None for name in ("text", "image", "button", "template")
        )
        if not (text or image or template):
            raise Refusal(1516)
        if button and not (text or template):
            raise Refusal(1508)
        if channel == "VIBER" and image and (text or template) and not button:
            raise Refusal(1520)

    def text_of(self, data: dict[str, Any]) -> str | None:
        """The text, if any; 1509 unless it is a string of characters, 1508 when it is empty."""
        text = data.get("text")
        if text is None:
            return None
        if not is_text(text):
            raise Refusal(1509)
        if text == "":
            raise Refusal(1508)
        return str(text)

    def check_length(self, text: str, channel: str) -> None:
        """1510: more than the channel carries."""
        if self.too_long(text, channel):
            raise Refusal(1510)

    def too_long(self, text: str, channel: str) -> bool:
        """Whether the channel cannot carry the text; an SMS ends where its parts' counter does."""
        if channel != "SMS":
            return len(text) > self.text_limits[channel]
        return len(text) > segments.LONGEST or len(segments.parts(text)) > segments.MAX_PARTS

    def optional_text(self, data: dict[str, Any], name: str) -> str | None:
        """A string that the documents describe without numbering its faults."""
        text = data.get(name)
        if text is not None and not is_text(text):
            raise Refusal(400, f"'data.{name}' is invalid")
        return text

    def button_of(self, data: dict[str, Any]) -> dict[str, str] | None:
        """The button, if any; 1520 when it lacks its caption or its address."""
        button = data.get("button")
        if button is None:
            return None
        if not isinstance(button, dict) or not (
            is_text(button.get("caption")) and is_text(button.get("url"))
        ):
            raise Refusal(1520)
        return {"caption": button["caption"], "url": button["url"]}

    # -- templates ------------------------------------------------------------

    def template_of(self, data: dict[str, Any], channel: str) -> Template | None:
        """The template, if any; 1512 when its id is no UUID, 1513 when there is none with it."""
        template_id = data.get("template")
        if template_id is None:
            return None
        if not isinstance(template_id, str) or not UUID.fullmatch(template_id):
            raise Refusal(1512)
        template = self.template(template_id.lower(), channel)
        if template is None:
            raise Refusal(1513)
        return template

    def template(self, template_id: str, channel: str) -> Template | None:
        """The account's template of that id on the channel."""
        raise NotImplementedError

    def rendered(self, template: Template, data: dict[str, Any]) -> str:
        """The template's text with the variables in place of its placeholders, in order.

        1514 when there are fewer variables than placeholders; a name that comes twice is one.
        """
        names = list(dict.fromkeys(PLACEHOLDER.findall(template.text)))
        if not names:
            return template.text
        variables = data.get("variables")
        if (
            not isinstance(variables, list)
            or len(variables) < len(names)
            or not all(map(is_text, variables))
        ):
            raise Refusal(1514)
        values = dict(zip(names, variables, strict=False))
        return PLACEHOLDER.sub(lambda placeholder: str(values[placeholder[1]]), template.text)

    # -- when -----------------------------------------------------------------

    def schedule_of(self, data: dict[str, Any]) -> datetime | None:
        """The due time, if it is for later; 1521 when it is no date, 1522 when it has passed."""
        schedule = data.get("schedule")
        if schedule is None:
            return None
        try:
            due = self.moment(schedule)
        except (TypeError, ValueError):
            raise Refusal(1521) from None
        if due <= self.clock.now():
            raise Refusal(1522)
        return due
