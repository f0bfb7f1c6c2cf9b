"""Acts of a department on its own application, by the forms of the pages."""

from django.test import Client
from django.urls import reverse

from feedback.models import MeasureApplication

PDF = b"%PDF-1.7\n%%EOF\n"
REASON = "登记时写错"


def url_of(act: str, application: MeasureApplication) -> str:
    return reverse(f"feedback:application_{act}", args=[application.pk])


def correct(client: Client, application: MeasureApplication, **fields: object) -> str:
    """Post the form of a correction, as it is shown now; return the page that follows."""
    data = {
        "version": application.content_version,
        "applied_on": "2026-07-08",
        "description": "核定增值税发票用量，当日办结。",
        "condition_met": "on",
        "reason": REASON,
        **fields,
    }
    return client.post(url_of("correct", application), data, follow=True).content.decode()


def stop(client: Client, application: MeasureApplication, **fields: str) -> str:
    data = {"stopped_on": "2026-07-09", "reason": "企业已不需要", **fields}
    return client.post(url_of("stop", application), data, follow=True).content.decode()


def cancel(client: Client, application: MeasureApplication, reason: str = "重复登记") -> str:
    return client.post(url_of("cancel", application), {"reason": reason}, follow=True).content.decode()
