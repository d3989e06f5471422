"""2sms's other resources: templates of notifications, and the overview of accounts."""

from __future__ import annotations

from conformance.cases.twosms import expect_envelope, off_live
from conformance.providers import Draft
from conformance.providers.twosms import moment
from conformance.run.declare import themes
from conformance.verdict import Prover, expect
from conformance.wire.gateway import Gateway

TEMPLATES = "/api/v1/sms/templates"
OVERVIEW = "/api/v1/reports/subAccountOverview"
DETAIL = "/ResponseData/Detail"


@themes("templates.answered", provider="twosms")
def test_a_template(gateway: Gateway, prove: Prover) -> None:
    """A template is made, listed, read, changed and deleted."""
    off_live(gateway)  # a template takes the place of a text that the account's recipients get
    now = moment(gateway.clock.now())
    body = {
        "TemplateID": gateway.unknown_id(),
        "Name": gateway.text("Code"),
        "Type": 0,
        "TemplateText": "Your code has come",
        "DateCreated": now,
        "DateModified": now,
    }

    made = gateway.call(Draft("POST", TEMPLATES, "createTemplate", body=body))
    identifier = next(iter(gateway.dialect.created(made)), body["TemplateID"])
    path = f"{TEMPLATES}/{identifier}"
    listing = gateway.call(Draft("GET", TEMPLATES, "listTemplates"))
    read = gateway.call(Draft("GET", path, "readTemplate"))
    changed = {**body, "TemplateID": identifier, "TemplateText": "Here is your code"}
    update = gateway.call(Draft("PUT", path, "updateTemplate", body=changed))
    reread = gateway.call(Draft("GET", path, "readTemplate"))
    deletion = gateway.call(Draft("DELETE", path, "deleteTemplate"))

    with prove("templates.answered"):
        for reply in (made, listing, read, update, reread, deletion):
            expect_envelope(reply)
        for reply, text in ((read, body["TemplateText"]), (reread, changed["TemplateText"])):
            expect("TemplateText", reply.at(f"{DETAIL}/TemplateText")).equals(text)


@themes(
    "accounts.overview-answered", "envelope.everywhere", provider="twosms", feature="sub-accounts"
)
def test_the_overview_of_accounts(gateway: Gateway, prove: Prover) -> None:
    """The overview lists accounts, of which there is at least one."""
    reply = gateway.call(Draft("GET", OVERVIEW, "reportSubAccounts"))

    with prove("accounts.overview-answered"):
        expect_envelope(reply)
        rows = reply.at(DETAIL)
        expect("Detail", rows).is_a(list)
        expect("the accounts", rows).is_true("at least the one that asks")
