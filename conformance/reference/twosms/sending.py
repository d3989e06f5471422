"""Sending: advanced, standard and recurring messages."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.reference.twosms.account import (
    EMAIL_CREDITS,
    SMS_CREDITS,
    Kind,
    Message,
    Recipient,
    canonical,
)
from conformance.reference.twosms.binding import (
    Choice,
    Date,
    Dictionary,
    Flag,
    Guid,
    Model,
    Number,
    Text,
)
from conformance.reference.twosms.framework import RefusedError, invalid
from conformance.reference.twosms.templates import Templates

QUICK_KIND = Choice()
"""How a destination is reached: 1 by e-mail, 2 by SMS, 0 by whichever it looks like."""

CONTACTS = Model(
    "Contacts",
    {
        "ContactID": Dictionary(QUICK_KIND),
        "GroupID": Dictionary(QUICK_KIND),
        "QuickRecipients": Dictionary(QUICK_KIND),
    },
)

SEND = Model(
    "Message",
    {
        "Contacts": CONTACTS,
        "Content": Text(),
        "Options": Model(
            "Options",
            {
                "DateToSend": Date(),
                "ExpiryDate": Date(),
                "Reads": Number(smallest=0),
                "SecureMessage": Flag(),
                "SmsReadReceipt": Flag(),
                "EmailReadReceipt": Flag(),
                "DeliveryReceipt": Flag(),
                "DeliverToValidatedOnly": Flag(),
                "Reference": Text(),
                "Sender": Text(),
                "ResponseLimit": Number(),
                "SrcPort": Number(),
                "DstPort": Number(),
                "RecurringOptions": Model("RecurringOptions", {"RecDateToSend": Date()}),
            },
        ),
        "Template": Model("Template", {"ID": Guid(), "PlaceHolders": Dictionary(Text())}),
        "Type": Choice(*(kind.name for kind in Kind)),
    },
    required=("Contacts", "Options", "Type"),
    only_json=True,
)

SEND_STANDARD = Model(
    "StandardMessage",
    {
        "Contacts": CONTACTS,
        "Content": Text(),
        "DateToSend": Date(),
        "MessageOptions": Model(
            "MessageOptions", {"DeliveryReceipt": Flag(), "DeliverToValidated": Flag()}
        ),
        "Reference": Text(),
        "Sender": Text(),
    },
    required=("Contacts", "Content", "MessageOptions", "Reference", "Sender"),
    only_json=True,
)

SEND_RECURRING = Model(
    "RecurringMessage",
    {
        "Contacts": CONTACTS,
        "Content": Text(),
        "DeliverToValidated": Flag(),
        "Reference": Text(),
        "StartSend": Date(),
    },
    required=("Content", "Reference"),
    only_json=True,
)

NUMBER = re.compile(r"\+?[0-9 ()-]{5,20}")
MAILBOX = re.compile(r"[^@\s]+@[^@\s]+")


class Sending(Templates):
    """`POST api/v2/sms/messages` and `POST api/v1/sms/standardmessages…`."""

    def send(self, request: Request) -> Response:
        """Send a message of any kind."""
        order = self.bind(request, SEND)
        options = order["Options"]
        due = options.get("DateToSend") or options.get("RecurringOptions", {}).get("RecDateToSend")
        message = self.compose(
            self.kind(order["Type"]),
            self.content(order),
            order["Contacts"],
            due=due,
            expiry=options.get("ExpiryDate"),
            reads=options.get("Reads") or None,
            reference=options.get("Reference"),
            sender=options.get("Sender"),
        )
        return self.sent(request, message)

    def send_standard(self, request: Request) -> Response:
        """Send a standard message."""
        order = self.bind(request, SEND_STANDARD)
        message = self.compose(
            Kind.STANDARD,
            self.content(order),
            order["Contacts"],
            due=order.get("DateToSend"),
            reference=order["Reference"],
            sender=order["Sender"],
        )
        return self.sent(request, message)

    def send_recurring(self, request: Request) -> Response:
        """Send a standard message again and again."""
        order = self.bind(request, SEND_RECURRING)
        message = self.compose(
            Kind.RECURRING,
            self.content(order),
            order.get("Contacts", {}),
            due=order.get("StartSend"),
            reference=order["Reference"],
        )
        self.submit(message)
        return self.succeed(request, "Object", {"MessageID": message.id})

    def sent(self, request: Request, message: Message) -> Response:
        """Submit the message and tell the transaction."""
        self.submit(message)
        return self.succeed(request, "SmsTransaction", self.transaction(message))

    # -- reading the order -----------------------------------------------------------------------

    def kind(self, number: int) -> Kind:
        """The kind of message with this number.

        Raises:
            RefusedError: if there is none.
        """
        try:
            return Kind(number)
        except ValueError as error:
            raise invalid({"Message.Type": "The Type field has no such value."}) from error

    def content(self, order: Mapping[str, Any]) -> str:
        """The text to send: that of the template, if one is named.

        Raises:
            RefusedError: if there is no text, or no such template.
        """
        template = order.get("Template", {})
        text: str = order.get("Content", "")
        if "ID" in template:
            text = self.template(template["ID"])["TemplateText"]
            for placeholder, value in template.get("PlaceHolders", {}).items():
                text = text.replace(placeholder, value) if placeholder else text
        if not text:
            raise invalid({"Message.Content": "The Content field is required."})
        return text

    def compose(
        self, kind: Kind, content: str, contacts: Mapping[str, Any], **details: Any
    ) -> Message:
        """Make the message that is to be submitted.

        Raises:
            RefusedError: if it can reach nobody, or costs more than there is.
        """
        due = max(details.pop("due") or self.clock.now(), self.clock.now())
        message = Message(
            kind, content, self.recipients(contacts), due, id=self.new_uuid(), **details
        )
        if self.cost(message) > self.balance:
            raise RefusedError(400, "The account has not enough credits.")
        return message

    def recipients(self, contacts: Mapping[str, Any]) -> list[Recipient]:
        """The recipients, each destination once.

        Raises:
            RefusedError: if one of them cannot be reached, or there is none.
        """
        unknown = [*contacts.get("ContactID", {}), *contacts.get("GroupID", {})]
        quick = contacts.get("QuickRecipients", {})
        wrong = [name for name, way in quick.items() if not self.reachable(name, way)]
        if unknown or wrong:
            raise invalid({"Message.Contacts": "A contact is unknown or no destination."})
        if not quick:
            raise invalid({"Message.Contacts": "The Contacts field is required."})
        return [Recipient(name) for name in {canonical(name): name for name in quick}.values()]

    def reachable(self, destination: str, way: int | None) -> bool:
        """Whether the destination can be reached in that way."""
        if way == 1 or (way == 0 and "@" in destination):
            return MAILBOX.fullmatch(destination) is not None
        number = NUMBER.fullmatch(destination) and 5 <= len(canonical(destination)) <= 15
        return way in {0, 2} and bool(number)

    # -- sending ---------------------------------------------------------------------------------

    def submit(self, message: Message) -> None:
        """Take the message and hand it to the network."""
        self.charge(self.cost(message))
        self.messages[message.id] = message
        for recipient in message.recipients:
            if not recipient.is_email:
                text = self.text_on_the_air(message)
                number = canonical(recipient.destination)
                recipient.transmission = self.network.carry(number, text, due=message.due)

    def text_on_the_air(self, message: Message) -> str:
        """What the handset shows: of an advanced message only that it is there."""
        if message.kind is Kind.ADVANCED:
            return "A message is waiting for you."
        return message.content or ""

    def cost(self, message: Message) -> float:
        """The credits that sending the message takes."""
        emails = sum(recipient.is_email for recipient in message.recipients)
        return emails * EMAIL_CREDITS + self.sms_count(message) * SMS_CREDITS

    def sms_count(self, message: Message) -> int:
        """How many SMS the message takes."""
        numbers = sum(not recipient.is_email for recipient in message.recipients)
        return numbers * self.parts(self.text_on_the_air(message))

    def parts(self, text: str) -> int:
        """How many SMS one text takes, as the provider prices it."""
        return 1 if len(text) <= 160 else math.ceil(len(text) / 145)

    def transaction(self, message: Message) -> dict[str, Any]:
        """The detail of the answer: numbers too are strings."""
        emails = sum(recipient.is_email for recipient in message.recipients)
        return {
            "MessageID": message.id,
            "NoOfContacts": "0",
            "NoOfQuickRecipients": str(len(message.recipients)),
            "NoOfSMS": str(self.sms_count(message)),
            "NoOfEmails": str(emails),
        }
