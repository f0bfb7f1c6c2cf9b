"""Cosigning the checkpoint of a day: outside of the portal with one's own key, or by a passphrase in the portal."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from audit.models import AuditEvent
from audit.types import EventType
from certificates import cosign as command
from certificates.actions.checkpoints import sign_checkpoint_of_today
from certificates.actions.cosigning import make_sealed_key, register_key, retire_key
from certificates.holders import answer_about, file_of
from certificates.models import Certificate, Checkpoint, Cosignature, CosigningKey
from certificates.proofs.keys import SignatureType, SigningKey
from certificates.proofs.notes import Note, cosign, sign
from certificates.proofs.verification import verify
from certificates.signing import published_keys, signing_keys
from certificates.tasks import sign_checkpoint
from certificates.verifying import verify_log
from foundation.denials import ActionDenied
from tests.certificates.test_certificates import browser_of, issue
from tests.certificates.test_verify_log import attack
from tests.clock import at
from tests.factories import make_certified, make_department, make_user
from tests.roles import as_owner

pytestmark = pytest.mark.django_db
KEY = SigningKey("quancheng.example.gov.cn", SignatureType.COSIGNATURE, bytes(range(32)))
PASSPHRASE = "泉城之夏，明湖荷花开满了一池碧水"
WAITS = "待会签的证明日志"


class Office:
    """An officer, and the computer outside of the portal that has the key of the office."""

    def __init__(self, folder: Path, officer: User) -> None:
        self.folder, self.officer = folder, officer
        (folder / "key").write_text(str(KEY), encoding="utf-8")

    @property
    def browser(self) -> Client:
        """A browser on which the officer has just signed in."""
        return browser_of(self.officer)

    def url(self, checkpoint: Checkpoint, act: str = "detail") -> str:
        return reverse(f"certificates:checkpoint_{act}", args=[checkpoint.pk])

    def cosign(self, checkpoint: Checkpoint) -> bytes:
        """Download the checkpoint and cosign it on the other computer; return the file to upload."""
        (self.folder / "keys.json").write_bytes(self.browser.get(reverse("certificates:keys")).content)
        file = self.folder / "checkpoint.txt"
        file.write_bytes(self.browser.get(self.url(checkpoint, "file")).content)
        arguments = ["--key", str(self.folder / "key"), "--keys", str(self.folder / "keys.json")]
        assert command.main([str(file), *arguments]) == 0
        return (self.folder / "checkpoint.txt.cosigned").read_bytes()

    def upload(self, checkpoint: Checkpoint, content: object, browser: Client | None = None) -> str:
        data = content if isinstance(content, bytes) else str(content).encode()
        file = {"file": SimpleUploadedFile("checkpoint.txt.cosigned", data)}
        return (browser or self.browser).post(self.url(checkpoint, "upload"), file, follow=True).content.decode()


@pytest.fixture
def quancheng(reference_data: None, tmp_path: Path) -> Office:
    """An officer of 泉城海关, whose public key a system administrator has registered in Django admin."""
    office = make_department("quancheng-customs")
    system = browser_of(make_user(Role.SYSTEM))
    typed = {"department": office.pk, "public_key": str(KEY.verifier)}
    assert system.post(reverse("admin:certificates_cosigningkey_add"), typed).status_code == 302
    return Office(tmp_path, make_user(Role.CUSTOMS, department=office))


def signed_checkpoint(day: str) -> Checkpoint:
    """Let a certificate be issued and the checkpoint of the day be signed."""
    with at(f"{day} 09:00:00"):
        certified = Certificate.objects.first()
        enterprise = certified.enterprise if certified else make_certified()
        issue(enterprise, certified.issued_by if certified else make_user(Role.DEPARTMENT))
        checkpoint = sign_checkpoint_of_today()
    assert checkpoint
    return checkpoint


def home_of(browser: Client) -> list[str]:
    return [item.label for item in browser.get(reverse("workbench:home")).context["to_do"]]


def test_office_cosigns_each_day_outside_of_the_portal(quancheng: Office, client: Client) -> None:
    """Before it, the day is marked, and stands on the officer's home page; then certificates carry the cosignature."""
    checkpoint = signed_checkpoint("2026-07-09")
    for page in (reverse("certificates:verification"), quancheng.url(checkpoint)):
        assert "尚无会签" in quancheng.browser.get(page).content.decode()
    assert WAITS in home_of(quancheng.browser)
    certificate = Certificate.objects.with_status().get()
    assert "尚无会签" in answer_about(certificate).issuer.sentence
    with at("2026-07-09 10:00:00"):
        assert "已会签2026年7月9日的检查点。" in quancheng.upload(checkpoint, quancheng.cosign(checkpoint))
        assert WAITS not in home_of(quancheng.browser)
    for page in (reverse("certificates:verification"), reverse("certificates:verification_detail", args=["x"])):
        assert "泉城海关（自持密钥），2026年7月9日 10:00" in client.get(page).content.decode()
    with at("2026-07-10 08:00:00"):
        answer = verify(str(file_of(certificate)).encode(), published_keys(), now=timezone.now())
        assert "日志前1项的检查点由泉城海关（自持密钥）会签。" in answer.issuer.sentence
    with at("2026-07-10 10:00:00"):
        second = signed_checkpoint("2026-07-10")
        assert "已会签2026年7月10日" in quancheng.upload(second, quancheng.cosign(second))
    served = Note.parse(client.get(reverse("certificates:checkpoint")).content.decode())
    assert served.signers([*published_keys().issuer, KEY.verifier]) == [*published_keys().issuer, KEY.verifier]
    assert list(verify_log()) == []
    listed = quancheng.browser.get(reverse("certificates:checkpoint_list")).content.decode()
    assert listed.count("泉城海关（自持密钥），2026年7月") == 2
    attack("UPDATE certificates_cosignature SET line = (SELECT max(line) FROM certificates_cosignature)")
    assert any("会签与检查点的内容不符" in fault for fault in verify_log())


def test_note_that_is_not_the_cosigned_checkpoint_gets_its_sentence(quancheng: Office) -> None:
    laiwu = SigningKey("laiwu.example.gov.cn", SignatureType.COSIGNATURE, bytes(range(1, 33)))
    former = SigningKey("former.example.gov.cn", SignatureType.COSIGNATURE, bytes(range(2, 34)))
    other_portal = replace(signing_keys()[0], private=bytes(32))
    system = make_user(Role.SYSTEM)
    for key, code in ((laiwu, "laiwu-customs"), (former, "laiwu-customs"), (laiwu_again(), "laiwu-customs")):
        register_key(department=make_department(code), public_key=str(key.verifier), by=system)
    first, checkpoint = signed_checkpoint("2026-07-09"), signed_checkpoint("2026-07-10")
    note = Note.parse(checkpoint.note)

    def cosigned(by: SigningKey = KEY, of: Note = note, moment: str = "2026-07-10 10:00:00") -> Note:
        with at(moment):
            return of.with_signature(cosign(of.text, by, at=int(timezone.now().timestamp())))

    good = str(cosigned())
    wrong = {
        "": "文件是空的",
        "text\n": "文件不完整，或者不是会签后的文件",
        "\xff": "文件不完整，或者不是会签后的文件",
        good[:-20]: "文件不完整，或者不是会签后的文件",
        f"{good[:-60]}\n": "文件不完整，或者不是会签后的文件",
        f"{good[:-65]}\n": "会签与检查点的内容不符：文件被截断或改动",
        sign("text\n", signing_keys()): "文件不完整，或者不是会签后的文件",
        quancheng.browser.get(quancheng.url(checkpoint, "file")).content: "这是下载的待会签文件",
        note: "文件上还没有会签",
        cosigned(of=Note.parse(first.note)): "这是2026年7月9日的检查点，请在2026年7月9日的页面上传。",
        cosigned(of=other_log(note)): "这是另一份日志（other.example.gov.cn/log）的检查点",
        good.replace("\n2\n", "\n3\n"): "检查点的内容与平台签署的不同，已被改动",
        cosigned(of=replace(note, signatures=())): "文件上没有平台的签名",
        cosigned(of=sign(note.text, [other_portal])): "文件上没有平台的签名",
        cosigned(laiwu_again()): "这是莱芜海关的会签，不是本单位的",
        cosigned(former): "这是莱芜海关已停用的密钥所作的会签",
        cosigned(replace(KEY, private=bytes(32))): "会签所用的密钥没有登记",
        cosigned_of_another_text(note): "会签与检查点的内容不符：文件被截断或改动",
        cosigned(moment="2026-07-01 10:00:00"): "会签所写的时间早于检查点",
        cosigned(moment="2026-08-01 10:00:00"): "会签所写的时间早于检查点，或者晚于现在",
    }
    with at("2026-07-10 10:05:00"):
        browser = quancheng.browser
        for content, sentence in wrong.items():
            assert sentence in quancheng.upload(checkpoint, content, browser), (content, sentence)
        assert not Cosignature.objects.exists()
        assert "请选择会签后的文件" in quancheng.browser.post(quancheng.url(checkpoint, "upload")).content.decode()
        assert "已会签2026年7月10日的检查点。" in quancheng.upload(checkpoint, good)
        assert "本单位已经会签2026年7月10日的检查点。" in quancheng.upload(checkpoint, good)
        older = quancheng.upload(first, cosigned(of=Note.parse(first.note)))
        assert "它包含2026年7月9日的检查点的全部记录，不必再会签这一天。" in older
        assert "不必再会签这一天" in quancheng.browser.get(quancheng.url(first, "file"), follow=True).content.decode()


def laiwu_again() -> SigningKey:
    return SigningKey("laiwu.example.gov.cn", SignatureType.COSIGNATURE, bytes(range(3, 35)))


def other_log(note: Note) -> Note:
    _, rest = note.text.split("\n", 1)
    return sign(f"other.example.gov.cn/log\n{rest}", signing_keys())


def cosigned_of_another_text(note: Note) -> Note:
    return note.with_signature(cosign("text\n", KEY, at=int(timezone.now().timestamp())))


def test_office_cosigns_by_a_passphrase_that_the_portal_never_keeps(quancheng: Office, client: Client) -> None:
    """The key in the portal takes the place of the office's own key, once the system administrator has retired that."""
    create = reverse("certificates:cosigning_key_create")
    short, long = ({"key_password": text, "key_password_again": PASSPHRASE} for text in ("短", PASSPHRASE + "。"))
    assert "口令至少16个字。" in quancheng.browser.post(create, short).content.decode()
    with pytest.raises(ActionDenied, match="口令至少16个字。"):
        make_sealed_key(passphrase=PASSPHRASE[:15], by=quancheng.officer)
    assert "两次输入的口令不同。" in quancheng.browser.post(create, long).content.decode()
    typed = {"key_password": PASSPHRASE, "key_password_again": PASSPHRASE}
    for refused in (quancheng.browser.get(create), quancheng.browser.post(create, typed)):
        assert "由单位自持。确需改在平台生成的，请先由系统管理员停用现用的密钥。" in refused.content.decode()
    retire_key(key=CosigningKey.objects.get(), by=make_user(Role.SYSTEM))
    assert "已生成会签密钥" in quancheng.browser.post(create, typed, follow=True).content.decode()
    key = CosigningKey.objects.active().get()
    assert CosigningKey.objects.get(public_key=KEY.verifier).retired_at
    assert "BEGIN ENCRYPTED PRIVATE KEY" in key.sealed_key
    days = [signed_checkpoint(day) for day in ("2026-07-09", "2026-07-10")]
    with at("2026-07-08 09:30:00"):
        guesser, url = quancheng.browser, quancheng.url(days[0], "cosign")
        for _ in range(5):
            guesser.post(url, {"key_password": "猜的"})
        assert "口令输错的次数过多，请于" in guesser.post(url, {"key_password": PASSPHRASE}).content.decode()
    refusals = AuditEvent.objects.filter(type=EventType.COSIGNING_REFUSED, actor_id=quancheng.officer.pk)
    assert [event.target_text for event in refusals] == ["2026年7月9日的检查点"] * 5
    for checkpoint in days:
        url = quancheng.url(checkpoint, "cosign")
        with at(f"{checkpoint.day} 10:00:00"):
            for wrong, sentence in (("不对", "口令不正确，没有会签。"), ("", "请输入会签口令。")):
                assert sentence in quancheng.browser.post(url, {"key_password": wrong}).content.decode()
            done = quancheng.browser.post(url, {"key_password": PASSPHRASE}, follow=True).content.decode()
            assert f"已会签{checkpoint}。" in done
    assert "泉城海关（密钥加密存于平台）" in client.get(reverse("certificates:verification")).content.decode()
    assert "由泉城海关（密钥加密存于平台）会签" in answer_about(newest_certificate()).issuer.sentence
    assert list(verify_log()) == []


def newest_certificate() -> Certificate:
    return Certificate.objects.with_status().select_related("entry").latest("entry__index")


def test_log_that_does_not_continue_what_was_cosigned_is_not_cosigned_in_the_portal(quancheng: Office) -> None:
    retire_key(key=CosigningKey.objects.get(), by=make_user(Role.SYSTEM))
    for day in ("2026-07-09", "2026-07-10"):
        # A new key of the office does not begin anew.
        make_sealed_key(passphrase=PASSPHRASE, by=quancheng.officer)
        checkpoint = signed_checkpoint(day)
        with at(f"{day} 10:00:00"):
            page = quancheng.browser.post(
                quancheng.url(checkpoint, "cosign"), {"key_password": PASSPHRASE}, follow=True
            ).content.decode()
        attack("UPDATE certificates_lognode SET hash = sha256(hash) WHERE index = 0")
    assert "日志与上次会签的不相衔接" in page
    assert Cosignature.objects.count() == 1


def test_key_that_cannot_be_registered_is_refused_in_the_admin(quancheng: Office) -> None:
    system = browser_of(make_user(Role.SYSTEM))
    url = reverse("admin:certificates_cosigningkey_add")
    for typed, sentence in [
        (str(KEY), "这是私钥，不能交给平台"),
        ("泉城海关的公钥", "这不是公钥，或者抄写不全"),
        (str(replace(KEY, type=SignatureType.ED25519).verifier), "这是签发的公钥，不是会签的公钥"),
        (str(KEY.verifier), "这个公钥已经登记过。"),
        (str(replace(KEY, name="laiwu.example.gov.cn").verifier), "这个公钥已经登记过。"),
        (str(replace(KEY, private=signing_keys()[0].private).verifier), "这是平台签发所用的密钥"),
    ]:
        page = system.post(url, {"department": "", "public_key": typed}).content.decode()
        assert sentence in page
        assert "请选择会签单位。" in page


def test_key_of_a_closed_office_is_retired(quancheng: Office) -> None:
    office = quancheng.officer.department
    with as_owner():
        User.objects.filter(department=office).update(is_active=False)
        type(office).objects.filter(pk=office.pk).update(closed_on=timezone.localdate())
    sign_checkpoint()
    assert CosigningKey.objects.get().retired_at
    assert AuditEvent.objects.get(type=EventType.COSIGNING_KEY_RETIRED).actor_id is None


def test_retired_key_cosigns_no_more_and_stays_published(quancheng: Office) -> None:
    checkpoint, key = signed_checkpoint("2026-07-09"), CosigningKey.objects.get()
    ticked: dict[str, Any] = {"action": "retire", "_selected_action": [key.pk]}
    system = browser_of(make_user(Role.SYSTEM))
    assert KEY.verifier.id.hex() in system.get(reverse("admin:certificates_cosigningkey_changelist")).content.decode()
    page = system.get(reverse("admin:certificates_cosigningkey_change", args=[key.pk])).content.decode()
    assert str(KEY.verifier) in page.replace("&#x2B;", "+").replace("&#43;", "+")
    system.post(reverse("admin:certificates_cosigningkey_changelist"), ticked)
    assert "本单位还没有会签密钥" in quancheng.browser.get(quancheng.url(checkpoint)).content.decode()
    assert WAITS not in home_of(quancheng.browser)
    assert [cosigner.key for cosigner in published_keys().cosigners] == [KEY.verifier]
