"""Violation reports as tests make and decide them, by the portal's pages."""

import re

from django.test import Client
from django.urls import reverse

from feedback.models import ViolationReport

REVOKED = {
    "outcome": "revoked",
    "category": "other_violation",
    "reason": "虚开发票",
    "document_number": "泉关企管〔2026〕8号",
}
SUSPENDED = {"outcome": "suspended", "reason": "立案核查", "document_number": "泉关企管〔2026〕9号"}


def checked(page: str) -> dict[str, str]:
    """Return what the button on the check page sends beside the decision."""
    (version,) = re.findall(r'name="version" value="([0-9a-f]*)"', page)
    return {"checked": "true", "version": version}


def stored(report: ViolationReport) -> ViolationReport:
    return ViolationReport.objects.get(pk=report.pk)


def check(client: Client, report: ViolationReport, **data: object) -> str:
    """Send a decision about the report as it is now to be checked; return the page that follows."""
    shown = {"report_version": stored(report).version, **data}
    return client.post(reverse("feedback:report_decide", args=[report.pk]), shown).content.decode()


def decide(client: Client, report: ViolationReport, **data: object) -> str:
    """Send a decision to be checked, and then to be made; return the page that follows."""
    sent = {"report_version": stored(report).version, **data, **checked(check(client, report, **data))}
    return client.post(reverse("feedback:report_decide", args=[report.pk]), sent, follow=True).content.decode()
