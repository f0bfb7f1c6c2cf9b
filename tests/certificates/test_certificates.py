"""Certificates at the desk: who gets one, what it says, and that neither it nor its log can be changed."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import InternalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from certificates.actions.issuing import issue_certificate
from certificates.log import range_hashes, tree_size
from certificates.models import Certificate, LogEntry, LogNode
from certificates.proofs import tlog
from certificates.proofs.files import CertificateFile
from certificates.proofs.statements import clean_number
from certificates.proofs.verification import Outcome, verify
from certificates.signing import published_keys
from certificates.statuses import list_size
from foundation.denials import ActionDenied
from foundation.web.dates import chinese_date
from publicity.actions.publications import withdraw_publication
from publicity.models import Publication
from roster.models import Enterprise
from screening.actions.revocations import revoke_enterprise
from tests.clock import at
from tests.factories import make_certified, make_user
from tests.roles import as_owner
from tests.steps import publish_enterprises, revoke

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(reference_data: None, credit: User) -> Enterprise:
    enterprise = make_certified(name="济南汀岚进出口有限公司")
    publish_enterprises(enterprises=[enterprise], by=credit)
    return enterprise


@pytest.fixture
def clerk(reference_data: None) -> User:
    return make_user(Role.DEPARTMENT)


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def revoke_from(enterprise: Enterprise, day: date) -> None:
    officer = make_user(Role.CUSTOMS)
    revoke_enterprise(enterprise=enterprise, reason="走私", document_number="8号", effective_on=day, by=officer)


def today() -> str:
    return timezone.localdate().isoformat()


def issue(enterprise: Enterprise, by: User) -> Certificate:
    return issue_certificate(enterprise=enterprise, day=timezone.localdate(), by=by)


def test_clerk_issues_a_certificate_on_the_page_of_the_enterprise(published: Enterprise, clerk: User) -> None:
    """The button, the form, the page with the four answers, and the file that is verified outside of the portal."""
    browser = browser_of(clerk)
    url = reverse("certificates:certificate_create", args=[published.uscc])
    assert url in browser.get(published.get_absolute_url()).content.decode()
    assert "没有。" in browser.get(url).content.decode()
    page = browser.post(url, {"day": today()}, follow=True)
    certificate = Certificate.objects.get()
    text = page.content.decode()
    for expected in (certificate.number, "当日属实；目前在公布名单", "济南汀岚进出口有限公司", "尚无会签"):
        assert expected in text
    assert AuditEvent.objects.filter(type=EventType.CERTIFICATE_ISSUED, enterprise_id=published.pk).count() == 1
    assert certificate.number in browser.get(url).content.decode()
    file = browser.get(reverse("certificates:certificate_file", args=[certificate.number.lower()]))
    assert file.headers["Content-Type"] == "application/json"
    answer = verify(file.content, published_keys(), now=timezone.now())
    assert answer.is_true
    assert answer.today.outcome is Outcome.YES
    assert answer.statement == certificate.statement


def test_certificate_has_the_name_of_its_day(published: Enterprise, clerk: User) -> None:
    certificate = issue(published, clerk)
    Enterprise.objects.filter(pk=published.pk).update(name="济南新名进出口有限公司")
    assert certificate.statement.enterprise == "济南汀岚进出口有限公司"


@pytest.mark.parametrize("day", ["", "2026-02-30", "第一天"])
def test_wrong_day_is_refused_in_the_form(published: Enterprise, clerk: User, day: str) -> None:
    page = browser_of(clerk).post(reverse("certificates:certificate_create", args=[published.uscc]), {"day": day})
    assert page.status_code == 200
    assert not Certificate.objects.exists()


def test_day_without_the_standing_is_refused_with_its_reason(published: Enterprise, clerk: User) -> None:
    """A day to come, a day before the platform knew the enterprise, an enterprise that is not eligible."""
    browser = browser_of(clerk)

    def refusal(enterprise: Enterprise, day: Any) -> str:
        url = reverse("certificates:certificate_create", args=[enterprise.uscc])
        return browser.post(url, {"day": day.isoformat()}, follow=True).content.decode()

    now = timezone.localdate()
    assert "日期不能晚于今天。" in refusal(published, now + timedelta(days=1))
    before = refusal(published, now - timedelta(days=3000))
    assert "当日情况请向主管海关核实。不能开具资格证明。" in before
    waiting = make_certified(screened=False)
    assert f"{waiting}在{chinese_date(now)}为“待比对”，不是联合激励对象，不能开具资格证明。" in refusal(waiting, now)
    assert not Certificate.objects.exists()


def test_portal_without_a_key_issues_nothing_and_says_so(published: Enterprise, clerk: User, settings: Any) -> None:
    settings.CERTIFICATE_KEYS = []
    with pytest.raises(ActionDenied, match="还没有设置签发密钥"):
        issue(published, clerk)


def test_standing_lost_between_page_and_submit_is_refused(published: Enterprise, clerk: User) -> None:
    browser = browser_of(clerk)
    url = reverse("certificates:certificate_create", args=[published.uscc])
    browser.get(url)
    revoke(published, make_user(Role.CUSTOMS))
    assert "为“已取消”，不是联合激励对象" in browser.post(url, {"day": today()}, follow=True).content.decode()


@pytest.mark.parametrize("loss", ["revoked", "withdrawn", "never published"])
def test_every_loss_reads_the_same(reference_data: None, credit: User, clerk: User, loss: str) -> None:
    """The certificate of an earlier day stays true; the cause is not told."""
    enterprise = make_certified(name="济南汀岚进出口有限公司")
    if loss != "never published":
        publish_enterprises(enterprises=[enterprise], by=credit)
    certificate = issue(enterprise, clerk)
    if loss == "revoked":
        revoke_from(enterprise, timezone.localdate())
    elif loss == "withdrawn":
        publication = Publication.objects.get()
        withdraw_publication(publication=publication, withdrawal_reason="wrong", withdrawal_note="误", by=credit)
    page = browser_of(clerk).get(reverse("certificates:certificate_detail", args=[certificate.number]))
    text = page.content.decode()
    assert "当日属实；目前不在公布名单" in text
    assert "走私" not in text


def test_late_fact_about_the_day_reads_as_a_correction(reference_data: None, clerk: User) -> None:
    """Revoked on the 6th from the 3rd on: certificates of the 2nd and the 6th stay true, that of the 5th does not."""
    with at("2026-07-01 09:00:00"):
        enterprise = make_certified()
    with at("2026-07-06 09:00:00"):
        certificates = [issue_certificate(enterprise=enterprise, day=date(2026, 7, n), by=clerk) for n in (2, 5, 6)]
    with at("2026-07-06 10:00:00"):
        revoke_from(enterprise, date(2026, 7, 3))
    with at("2026-07-07 09:00:00"):
        browser = browser_of(clerk)
        urls = [reverse("certificates:certificate_detail", args=[each.number]) for each in certificates]
        before, late, on_the_day = [browser.get(url).content.decode() for url in urls]
    for text in (before, on_the_day):
        assert "当日属实；目前不在公布名单" in text
    for expected in ("当日的记录后经更正", "签发时属实，但2026年7月5日的记录后经平台更正"):
        assert expected in late


def test_log_grows_by_an_entry_for_each_certificate(published: Enterprise, clerk: User) -> None:
    """Every certificate is proved by each later log; the nodes are those of the tree over all entries."""
    certificates = [issue(published, clerk) for _ in range(5)]
    assert [each.entry.index for each in certificates] == list(range(5))
    assert len({each.status_index for each in certificates}) == 5
    entries = [bytes(entry) for entry in LogEntry.objects.values_list("entry", flat=True)]
    leaves = {(0, index): tlog.leaf_hash(entry) for index, entry in enumerate(entries)}
    assert range_hashes([(4, 5)]) == (leaves[0, 4],)
    top = tlog.node_hash(tlog.node_hash(leaves[0, 0], leaves[0, 1]), tlog.node_hash(leaves[0, 2], leaves[0, 3]))
    assert range_hashes([(0, tree_size())]) == (tlog.node_hash(top, leaves[0, 4]),)
    assert LogNode.objects.count() == 5 + 2 + 1
    browser = browser_of(clerk)
    for certificate in certificates:
        content = browser.get(reverse("certificates:certificate_file", args=[certificate.number])).content
        assert verify(content, published_keys(), now=timezone.now()).is_true
        assert CertificateFile.parse(content).salt == bytes(certificate.entry.salt)


def test_status_list_keeps_half_of_its_places_free() -> None:
    assert [list_size(count) // 131_072 for count in (0, 65_535, 65_536, 200_000)] == [1, 1, 2, 4]


def test_entry_is_added_at_the_end_only_and_nothing_is_changed(published: Enterprise, clerk: User) -> None:
    """The database refuses it to the owner as well."""
    certificate = issue(published, clerk)
    day = timezone.localdate()
    entry = {"kind": "eligible", "number": "0" * 20, "day": day, "salt": bytes(16), "entry": bytes(32)}
    attacks = [
        lambda: LogEntry.objects.create(index=7, **entry),
        lambda: LogEntry.objects.update(day=day - timedelta(days=1)),
        lambda: LogEntry.objects.all()._raw_delete("default"),
        lambda: LogNode.objects.update(hash=bytes(32)),
        lambda: Certificate.objects.filter(pk=certificate.pk).update(note=""),
    ]
    for attack in attacks:
        with as_owner(), pytest.raises(InternalError), transaction.atomic():
            attack()


def test_unknown_number_is_not_found(clerk: User) -> None:
    for number in ("0" * 20, "x", "编号"):
        url = reverse("certificates:certificate_detail", args=[number])
        assert browser_of(clerk).get(url).status_code == 404
    assert clean_number("x") == ""


def test_keys_of_both_algorithms_sign_and_a_former_one_still_verifies(
    published: Enterprise, clerk: User, settings: Any
) -> None:
    former = issue(published, clerk)
    first = settings.CERTIFICATE_KEYS[0]
    settings.CERTIFICATE_KEYS = [first[::-1].replace("=", "") + "=", f"sm2:{first}", first]
    new = issue(published, clerk)
    assert new.note.count("— ") == 2
    browser = browser_of(clerk)
    for certificate in (former, new):
        url = reverse("certificates:certificate_detail", args=[certificate.number])
        assert "当日属实；目前在公布名单" in browser.get(url).content.decode()
    system = browser_of(make_user(Role.SYSTEM))
    page = system.get(reverse("admin:workdays_sitesettings_add")).content.decode()
    for key in published_keys().issuer:
        assert key.id.hex() in page


def test_pdf_has_the_text_of_the_certificate_in_the_font_of_the_portal(published: Enterprise, clerk: User) -> None:
    """The text is read back; the only font is the one that comes with the portal, whatever the machine has."""
    certificate = issue(published, clerk)
    url = reverse("certificates:certificate_pdf", args=[certificate.number])
    response = browser_of(clerk).get(url)
    assert response.headers["Content-Type"] == "application/pdf"
    (page,) = PdfReader(BytesIO(response.content)).pages
    text = "".join(page.extract_text().split())
    day = chinese_date(timezone.localdate())
    for expected in (
        f"兹证明：济南汀岚进出口有限公司（统一社会信用代码{published.uscc}）{day}是",
        f"编号{certificate.number}",
        f"http://testserver/verify/{certificate.number}/",
        "济南市发展和改革委员会",
        published_keys().issuer[0].id.hex(),
    ):
        assert expected in text
    fonts = {font["/BaseFont"] for font in page["/Resources"]["/Font"].get_object().values()}
    assert {str(font).partition("+")[2] for font in fonts} == {"NotoSerifSC-Regular-Identity-H"}


@pytest.mark.parametrize("character", ["𰻞", "\ue000", "🏭"])
def test_character_that_the_font_lacks_is_refused_with_a_sentence(
    reference_data: None, clerk: User, character: str
) -> None:
    """The certificate itself is issued and verified; only the PDF would have a box."""
    certificate = issue(make_certified(name=f"济南{character}食品有限公司"), clerk)
    response = browser_of(clerk).get(reverse("certificates:certificate_pdf", args=[certificate.number]))
    assert "%PDF" not in response.content.decode()
    assert f"字体中没有“{character}”，不能生成PDF" in response.content.decode()
