"""Templates: texts of notifications, kept with the account."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.reference.network import Network
from conformance.reference.twosms.account import Account
from conformance.reference.twosms.binding import Choice, Guid, Model, Text, UnreadableError
from conformance.reference.twosms.framework import RefusedError
from conformance.reference.twosms.writing import Items, Name

TEMPLATE_ID = Name("TemplateID", element="ID")
MEMBERS = (TEMPLATE_ID, "Name", "Type", "TemplateText", "DateCreated", "DateModified")

TEMPLATE = Model(
    "Template",
    dict.fromkeys(MEMBERS, Text()) | {TEMPLATE_ID: Guid(), "Type": Choice("RECIPIENT_CODE")},
    required=MEMBERS,
)


class Templates(Account):
    """`api/v1/sms/templates`."""

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self.templates: dict[str, dict[str, Any]] = {}

    def list_templates(self, request: Request) -> Response:
        """Tell all templates."""
        return self.succeed(request, "ArrayOfTemplate", Items("Template", self.templates.values()))

    def read_template(self, request: Request, template_id: str) -> Response:
        """Tell one template."""
        return self.succeed(request, "Template", self.template(template_id))

    def create_template(self, request: Request) -> Response:
        """Keep a new template."""
        return self.succeed(request, "Template", self.keep(self.bind(request, TEMPLATE)))

    def update_template(self, request: Request, template_id: str) -> Response:
        """Replace a template, which keeps its id."""
        known = self.template(template_id)
        changed = self.bind(request, TEMPLATE) | {TEMPLATE_ID: known[TEMPLATE_ID]}
        return self.succeed(request, "Template", self.keep(changed))

    def delete_template(self, request: Request, template_id: str) -> Response:
        """Forget a template."""
        del self.templates[self.template(template_id)[TEMPLATE_ID]]
        return self.succeed(request, "Object", {})

    def keep(self, template: dict[str, Any]) -> dict[str, Any]:
        """Keep a template under its id."""
        self.templates[template[TEMPLATE_ID]] = template
        return template

    def template(self, template_id: str) -> dict[str, Any]:
        """The template with this id in any spelling.

        Raises:
            RefusedError: if there is none.
        """
        try:
            return self.templates[Guid().from_text(template_id)]
        except (UnreadableError, KeyError) as error:
            raise RefusedError(404, "There is no such template.") from error
