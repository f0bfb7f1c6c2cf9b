"""The mailboxes of two departments; the mail server knows one of them no longer."""

from functools import partial

from accounts.models import Department
from demo.year.city_year import CityYear
from mailing.actions.mailboxes import create_mailbox
from mailing.actions.outbox import fill_outbox
from mailing.actions.sending import Outcome, end_attempt, start_attempt
from mailing.models import Mailbox
from mailing.states import Fault

MAILBOXES = {"tax": "bangongshi@tax.jinan.example", "ecology": "bgs@ecology.jinan.example"}
TAKEN = Outcome()
UNKNOWN = Outcome(Fault.REFUSED, "550 5.1.1 <bgs@ecology.jinan.example>: Recipient address rejected", is_final=True)


def plan_mails(year: CityYear) -> None:
    """Plan the mailboxes. No server takes their mails: the outcomes of the year are made up."""
    year.plan(year.days.before_today(12), partial(_add_mailboxes, year))


def _add_mailboxes(year: CityYear) -> None:
    for code, address in MAILBOXES.items():
        mailbox = Mailbox(department=Department.objects.get(code=code), address=address)
        create_mailbox(mailbox=mailbox, by=year.people["xitong"])


def take_mails() -> None:
    """Make the mails of the day, and end them."""
    if fill_outbox():
        while mail := start_attempt():
            end_attempt(mail, UNKNOWN if mail.mailbox.address == MAILBOXES["ecology"] else TAKEN)
