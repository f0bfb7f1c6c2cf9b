"""Everybody verifies a certificate on the public page: by number, by the QR code, or by file."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from certificates.holders import file_of
from certificates.models import Certificate
from certificates.proofs.files import PublishedKeys
from certificates.proofs.notes import Note, sign
from certificates.proofs.status_list import Status, StatusList
from certificates.signing import published_keys, signing_keys
from certificates.statuses import status_list
from roster.models import Enterprise
from tests.certificates.certificate_files import SALT, STATEMENT, MemoryLog
from tests.certificates.test_certificates import issue
from tests.factories import make_certified, make_user
from tests.steps import publish_enterprises, revoke

pytestmark = pytest.mark.django_db
URL = "/verify/"
# The list of another test is not the one of this.
WITHOUT_CACHE = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


@pytest.fixture
def published(reference_data: None, credit: User) -> Enterprise:
    enterprise = make_certified(name="济南汀岚进出口有限公司")
    publish_enterprises(enterprises=[enterprise], by=credit)
    return enterprise


@pytest.fixture
def certificate(published: Enterprise) -> Certificate:
    return issue(published, make_user(Role.DEPARTMENT))


def verify_file(client: Client, content: object) -> str:
    data = content if isinstance(content, bytes) else str(content).encode()
    return client.post(URL, {"file": SimpleUploadedFile("certificate.json", data)}).content.decode()


def test_number_in_any_spelling_leads_to_the_answer(client: Client, certificate: Certificate) -> None:
    typed = certificate.number.lower().replace("-", " ").replace("0", "o")
    page = client.get(URL, {"number": typed}, follow=True)
    assert page.redirect_chain == [(f"/verify/{certificate.number}/", 302)]
    assert page.headers["X-Robots-Tag"] == "noindex"
    text = page.content.decode()
    for expected in ("当日属实；目前在公布名单", "完整？", "由谁签发？", "当日属实？", "今天？"):
        assert expected in text


def test_number_that_is_none_or_unknown_gets_its_sentence(client: Client) -> None:
    assert "编号应为20位数字和字母" in client.get(URL, {"number": "12345"}).content.decode()
    assert "alert" not in client.get(URL, {"number": ""}).content.decode()
    unknown = client.get(URL, {"number": "0" * 20}, follow=True)
    assert unknown.status_code == 404
    assert "没有这个编号的证明" in unknown.content.decode()
    assert client.get("/verify/x/").status_code == 404


def test_lost_standing_is_one_sentence_without_its_cause(
    client: Client, certificate: Certificate, published: Enterprise
) -> None:
    """By number, by file and by the published list, at once."""
    content = file_of(certificate)
    revoke(published)
    for text in (client.get(f"/verify/{certificate.number}/").content.decode(), verify_file(client, content)):
        assert "当日属实；目前不在公布名单" in text
        for cause in ("取消", "黑名单", "虚开"):
            assert cause not in text.partition("须知")[0].partition("<h1")[2]


def test_file_is_verified_and_a_changed_one_is_found(client: Client, certificate: Certificate) -> None:
    file = file_of(certificate)
    assert "当日属实；目前在公布名单" in verify_file(client, file)
    changed = str(file).replace("济南汀岚进出口有限公司", "济南汀岚澜进出口有限公司")
    for content, sentence in [
        (changed, "否：内容与签名不符，已被改动。"),
        (str(file)[:-100], "否：文件不完整，或者不是资格证明的文件。"),
        (b"\xff\xfe", "否：文件不完整，或者不是资格证明的文件。"),
        (b"%PDF-1.7", "这是PDF，请扫描其中的二维码"),
        (b"", "文件是空的，请重新选择。"),
        (b" " * (1024 * 1024 + 1), "文件过大，不是资格证明的文件。"),
    ]:
        assert sentence in verify_file(client, content)
    assert "请选择证明文件。" in client.post(URL, {}).content.decode()


def test_true_signature_on_a_certificate_that_was_not_issued_is_found(client: Client, certificate: Certificate) -> None:
    """Whoever has stolen the key makes a log of their own; the portal knows nothing of it."""
    keys = signing_keys()
    log = MemoryLog([STATEMENT.entry(SALT)])
    note = sign(log.checkpoint().text.replace("aeo.example.gov.cn/certificates/log", keys[0].name), keys)
    forged = replace(
        file_of(certificate), certificate=sign(STATEMENT.text(SALT), keys), salt=SALT, proof=log.proof(0, note)
    )
    text = verify_file(client, forged)
    assert "平台没有开具过这份证明" in text
    assert "未通过核验" in text


def test_keys_and_status_list_are_published(
    client: Client, certificate: Certificate, published: Enterprise, settings: Any
) -> None:
    settings.CACHES = WITHOUT_CACHE
    keys = PublishedKeys.parse(client.get(reverse("certificates:keys")).content)
    assert keys == published_keys()
    note = Note.parse(client.get(reverse("certificates:status_list")).content.decode())
    assert note.signers(keys.issuer) == list(keys.issuer)
    listed = StatusList.parse(note.text)
    assert listed[certificate.status_index] == Status(0)
    assert sum(map(bool, listed.bits)) == 0


def test_status_list_is_made_anew(certificate: Certificate, published: Enterprise, settings: Any) -> None:
    settings.CACHES = WITHOUT_CACHE
    revoke(published)
    assert StatusList.parse(status_list().text)[certificate.status_index] == Status.NOT_LISTED
