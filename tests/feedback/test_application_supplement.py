"""A running measure is not logged twice; what is typed to log it again may supplement it, with its files."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Department, User
from accounts.permissions import Role
from feedback.actions.handing_over import hand_over_applications
from feedback.models import ApplicationChange, Evidence, MeasureApplication
from feedback.states import ApplicationAct
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from incentives.models import Measure
from roster.models import Enterprise
from tests.drafts.forms import content_of, read
from tests.drafts.test_drafts import browser, typed
from tests.factories import make_user
from tests.feedback.application_acts import PDF, cancel, url_of
from tests.steps import SignedIn, clerk_of, log

DONE = "企业补交了用量说明。"


def test_what_is_typed_for_a_running_measure_supplements_it(enterprise: Enterprise, clerk: User) -> None:
    """The second time is refused; the page asks, and its button sends the same text and the kept file."""
    running = log(enterprise, clerk, number=31)
    client, url = browser(clerk), reverse("feedback:application_create", args=[enterprise.uscc])
    address = f"{url}?measure={Measure.objects.get(number=31).pk}"
    question = f"该企业已自{chinese_date(running.applied_on)}起适用这项措施，尚未停止，是否补充材料？"
    assert question in client.get(address).content.decode()
    data = typed(client, address, description=DONE, condition_met="on", applied_on=running.applied_on.isoformat())
    page = client.post(url, data | {"evidence": SimpleUploadedFile("补充.pdf", PDF)}).content.decode()
    assert "不能重复登记；有新的材料，可以补充到该项" in page
    assert question in page
    supplement = url_of("supplement", running)
    assert f'formaction="{supplement}"' in page
    after = client.post(supplement, content_of(read(page, url).form_of(url, {})), follow=True).content.decode()
    assert "已补充材料" in after
    history = after[after.rindex("更正记录") :]
    assert ("说明：" + DONE in history, "补充.pdf" in history) == (True, True)
    change = ApplicationChange.objects.get()
    assert (change.act, change.reason) == (ApplicationAct.SUPPLEMENTED, DONE)
    assert Evidence.objects.get().added_with == change
    assert MeasureApplication.objects.count() == 1


def test_measure_that_does_not_run_is_logged_without_the_question(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    """One-off measures, and another sub-item of a running one, are logged again."""
    client = signed_in(clerk)
    log(enterprise, clerk, number=32)
    for number in (31, 32, 39):
        address = reverse("feedback:application_create", args=[enterprise.uscc])
        page = client.get(f"{address}?measure={Measure.objects.get(number=number).pk}").content.decode()
        assert "是否补充材料" not in page


def test_supplement_needs_a_note_and_the_own_department(
    application: MeasureApplication, clerk: User, officer: User, signed_in: SignedIn
) -> None:
    url, files = url_of("supplement", application), {"evidence": SimpleUploadedFile("补充.pdf", PDF)}
    client = signed_in(clerk)
    assert "请写明补充的情况" in client.post(url, {"description": "", **files}).content.decode()
    assert signed_in(clerk_of("ecology")).post(url, {"description": DONE}).status_code == 404
    refused = signed_in(officer).post(url, {"description": DONE}, follow=True).content.decode()
    assert "由市税务局承办，泉城海关不能" in refused
    cancel(client, application)
    assert "该措施实施已撤销" in client.post(url, {"description": DONE}, follow=True).content.decode()
    assert not ApplicationChange.objects.filter(act=ApplicationAct.SUPPLEMENTED).exists()


def test_measure_that_another_department_took_over_is_not_logged_again_while_it_runs(
    application: MeasureApplication, clerk: User, signed_in: SignedIn
) -> None:
    """The former department cannot supplement it, and is told who can stop it."""
    finance = Department.objects.get(code="finance")
    hand_over_applications(
        measures=[application.measure],
        source=clerk.own_department,
        target=finance,
        reason="划转职责",
        by=make_user(Role.SYSTEM),
    )
    address = reverse("feedback:application_create", args=[application.enterprise.uscc])
    page = signed_in(clerk).get(f"{address}?measure={application.measure_id}").content.decode()
    assert "是否补充材料" not in page
    with pytest.raises(ActionDenied, match="现由市财政局承办，尚未停止，不能重复登记"):
        log(application.enterprise, clerk)
