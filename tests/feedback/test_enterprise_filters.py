"""Every list that is filtered by an enterprise finds it as the look-up does: by former names, and by any code."""

import pytest
from django.urls import reverse

from accounts.models import User
from roster.models import Enterprise
from tests.spreadsheet_files import roster_line
from tests.steps import SignedIn, log, put_in_force, revoke

LISTS = ("feedback:application_list", "feedback:report_list", "feedback:advice_list", "feedback:notice_list")
FORMER, OTHER, PRESENT = "济南岬洄煦有限公司", "济南岬洄新煦有限公司", "济南汀岚有限公司"


@pytest.mark.usefixtures("blacklists")
def test_lists_find_an_enterprise_by_name_former_name_and_any_spelling_of_its_codes(
    officer: User, clerk: User, signed_in: SignedIn
) -> None:
    for name in (FORMER, OTHER, PRESENT):
        put_in_force(officer, [roster_line(1, name=name)], mode="changes")
    enterprise = Enterprise.objects.get()
    log(enterprise, clerk)
    client = signed_in(clerk)
    report = {"found_on": "2026-01-05", "facts": "虚开发票。"}
    client.post(reverse("feedback:report_create", args=[enterprise.uscc]), report)
    revoke(enterprise, officer)
    found = (
        *("汀岚", "岬洄煦", "濟南汀嵐", "汀 岚", "岚"),
        *(enterprise.uscc.lower(), f" {enterprise.uscc} ", f"aeo cn {enterprise.customs_code}"),
        f"ＡＥＯＣＮ{enterprise.customs_code}",
    )
    for name in LISTS:
        for text in found:
            assert client.get(reverse(name), {"enterprise": text}).context["page"].paginator.count, (name, text)
        assert not client.get(reverse(name), {"enterprise": "泺岬"}).context["page"].paginator.count
