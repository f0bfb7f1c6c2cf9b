"""The work items of every app."""

from accounts.models import User
from accounts.work_items import waiting as account_items
from blacklists.work_items import waiting as blacklist_items
from certificates.work_items import waiting as certificate_items
from feedback.work_items import waiting as feedback_items
from foundation.web.work_items import WorkItem, count_work, overdue_first
from incentives.work_items import waiting as incentive_items
from mailing.work_items import waiting as mailing_items
from publicity.work_items import waiting as publicity_items
from reorganisations.work_items import waiting as reorganisation_items
from roster.work_items import waiting as roster_items
from screening.work_items import waiting as screening_items
from staffing.work_items import waiting as staffing_items
from webhooks.work_items import waiting as webhook_items

SOURCES = (
    roster_items,
    screening_items,
    blacklist_items,
    feedback_items,
    publicity_items,
    certificate_items,
    account_items,
    staffing_items,
    incentive_items,
    reorganisation_items,
    webhook_items,
    mailing_items,
)


def waiting(user: User) -> list[WorkItem]:
    """Return the work items of every app that wait for the user, the longest overdue first, then the oldest."""
    return overdue_first(count_work(work for waiting_in_app in SOURCES for work in waiting_in_app(user)))
