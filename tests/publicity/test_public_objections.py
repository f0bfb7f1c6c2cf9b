"""Objections that the public files: the form with its challenge, number and code, limits, and who answers."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import randrange
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import User
from attachments.faults import MOST_PIXELS
from audit.models import AuditEvent
from audit.types import EventType
from demo.clock import clock_at
from publicity.challenges import KEPT, VALID, Challenge, in_words, new_challenge, read_challenge
from publicity.models import IncentiveCase, Objection, ObjectionEvidence, UsedChallenge
from publicity.states import Channel
from publicity.tasks import erase_challenges, erase_objectors
from roster.models import Enterprise
from tests.factories import make_certified
from tests.steps import SignedIn

GUIDE, FILE = reverse("publicity:objection_guide"), reverse("publicity:objection_file")
FILED, STATUS = reverse("publicity:objection_filed"), reverse("publicity:objection_status")
STATED = {
    "subject": "missing",
    "enterprise_name": "明湖泉韵茶业有限公司",
    "case": "",
    "body": "我公司已取得高级认证，名单中没有。",
    "objector_kind": "enterprise",
    "objector_name": "明湖泉韵茶业有限公司办公室",
    "objector_contact": "0531-66600000",
}
EXPIRED, WRONG = "验证码已失效", "验证码不正确"


class Visitor:
    """A browser of somebody who is not signed in, at an address of its own."""

    def __init__(self) -> None:
        self.address = f"2001:db8:{randrange(65536):x}:{randrange(65536):x}::1"
        self.client = Client(REMOTE_ADDR=self.address)

    def opened(self) -> Challenge:
        """Open the form; return the challenge that it shows."""
        shown: Challenge = self.client.get(FILE).context["form"].shown
        return shown

    def post(self, challenge: Challenge, /, **stated: Any) -> Any:
        """Send the form with the right answer of the challenge; `stated` differs from what is usually sent."""
        answers = {"challenge": challenge.token, "characters": challenge.characters, "answer": ""}
        return self.client.post(FILE, {**STATED, **answers, **stated}, follow=True)

    def file(self, **stated: Any) -> Any:
        return self.post(self.opened(), **stated)

    def ask(self, number: str, code: str) -> str:
        return str(self.client.post(STATUS, {"number": number, "code": code}).content.decode())


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def picture() -> SimpleUploadedFile:
    """A photograph with its place."""
    stream, exif = io.BytesIO(), Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (40, 30), "teal").save(stream, "JPEG", exif=exif)
    return SimpleUploadedFile("认证证书.jpg", stream.getvalue(), "image/jpeg")


def test_objection_is_filed_followed_and_answered(
    visitor: Visitor, administrator: Client, credit: User, signed_in: SignedIn
) -> None:
    challenge = visitor.opened()
    page = text_of(visitor.post(challenge, evidence=[picture()]))
    objection = Objection.objects.get()
    assert objection.number in page
    assert challenge.code in page
    assert (objection.channel, objection.recorded_by, objection.in_charge.is_lead) == (Channel.ONLINE, None, True)
    assert challenge.code not in str(vars(objection))
    assert AuditEvent.objects.filter(type=EventType.OBJECTION_FILED, target_key=objection.pk).count() == 1
    state = visitor.ask(objection.number, challenge.code.upper())
    assert "待核实" in state
    for personal in (STATED["objector_name"], STATED["objector_contact"], STATED["body"]):
        assert personal not in state
    desk = text_of(administrator.get(reverse("publicity:objection_detail", args=[objection.pk])))
    assert STATED["objector_name"] in desk
    assert "认证证书.jpg" in desk
    assert "待核实的异议" in text_of(administrator.get(reverse("workbench:home")))
    answer = {"state": "kept", "answer": "经核实，该企业尚在公示期。", "document_number": ""}
    administrator.post(reverse("publicity:objection_answer", args=[objection.pk]), answer)
    state = visitor.ask(objection.number, challenge.code)
    assert "不予更正" in state
    assert answer["answer"] in state


def test_evidence_is_kept_without_its_place_and_shown_to_the_desks_alone(
    visitor: Visitor, administrator: Client, clerk: User, signed_in: SignedIn
) -> None:
    visitor.file(evidence=[picture()])
    evidence = ObjectionEvidence.objects.get()
    url = reverse("publicity:objection_evidence", args=[evidence.pk])
    content = b"".join(administrator.get(url).streaming_content)
    assert not Image.open(io.BytesIO(content)).getexif()
    assert AuditEvent.objects.filter(type=EventType.EVIDENCE_DOWNLOADED).count() == 1
    assert visitor.client.get(url).status_code == 302
    assert signed_in(clerk).get(url).status_code == 403


@pytest.mark.parametrize("typed", ["picture", "question", "words"])
def test_challenge_is_answered_by_its_picture_or_by_its_question(visitor: Visitor, typed: str) -> None:
    challenge = visitor.opened()
    digits, words = challenge._question[1][0], challenge._question[1][-1]
    answers = {
        "picture": {"characters": f" {challenge.characters.lower()} "},
        "question": {"characters": "", "answer": digits},
        "words": {"characters": "", "answer": words},
    }
    assert "异议已收到" in text_of(visitor.post(challenge, **answers[typed]))


def test_wrong_answer_keeps_what_was_typed_and_ends_the_challenge(visitor: Visitor) -> None:
    challenge = visitor.opened()
    page = text_of(visitor.post(challenge, characters="AAAAA", evidence=[picture()]))
    assert WRONG in page
    for typed in (STATED["body"], STATED["objector_name"], STATED["enterprise_name"]):
        assert typed in page
    assert "请重新选择：认证证书.jpg" in page
    assert challenge.token not in page
    assert EXPIRED in text_of(visitor.post(challenge))
    assert not Objection.objects.exists()


def test_right_answer_stays_while_something_else_is_wrong(visitor: Visitor) -> None:
    challenge = visitor.opened()
    page = text_of(visitor.post(challenge, objector_contact="打电话给我"))
    assert "请填写电话号码" in page
    assert challenge.token in page
    assert challenge.characters in page
    assert "异议已收到" in text_of(visitor.post(challenge))


def test_challenge_is_refused_after_its_time_used_or_in_another_browser(visitor: Visitor) -> None:
    challenge = visitor.opened()
    assert EXPIRED in text_of(Visitor().post(challenge))
    assert EXPIRED in text_of(visitor.post(challenge, challenge="nonsense"))
    with clock_at(timezone.localtime() + VALID + timedelta(minutes=1)):
        assert EXPIRED in text_of(visitor.post(challenge))
    visitor.post(challenge)
    assert "验证码已经用过" in text_of(visitor.post(challenge, body="另一件异议。"))
    assert Objection.objects.count() == 1


def test_same_request_sent_again_is_answered_with_the_same_objection(visitor: Visitor) -> None:
    challenge = visitor.opened()
    first, second = visitor.post(challenge), visitor.post(challenge)
    assert Objection.objects.count() == 1
    assert challenge.code in text_of(second)
    assert first.redirect_chain == second.redirect_chain


def test_page_with_the_code_opens_in_the_browser_that_filed_it_alone(visitor: Visitor) -> None:
    url, _ = visitor.file().redirect_chain[-1]
    assert visitor.client.get(url).status_code == 200
    assert Visitor().client.get(url).status_code == 404
    assert visitor.client.get(FILED).status_code == 404
    assert visitor.client.get(f"{FILED}?receipt={visitor.opened().token}").status_code == 404


def test_unknown_number_and_wrong_code_have_one_answer(visitor: Visitor) -> None:
    challenge = visitor.opened()
    visitor.post(challenge)
    number = Objection.objects.get().number
    unknown = "没有找到这件异议：编号或查询码不正确"
    assert unknown in visitor.ask(number, "0123456789abcdef")
    assert unknown in visitor.ask("2019-000001", challenge.code)
    assert "异议编号应如" in visitor.ask("第三件", challenge.code)
    assert "查询码应为16位" in visitor.ask(number, "12")
    spaced = " ".join(challenge.code)
    assert "待核实" in visitor.ask(number.replace("-", "－"), f"{spaced[:16]}-{spaced[16:]}")


def test_hundred_objections_of_one_address_end_with_a_sentence(visitor: Visitor, settings: Any) -> None:
    settings.OBJECTION_TRIES_PER_HOUR, settings.OBJECTIONS_FROM_ADDRESS_PER_DAY = 6, 3
    answers = [visitor.file(enterprise_name=f"第{number}家企业") for number in range(8)]
    assert Objection.objects.count() == 3
    assert "您所在的网络今天已提交3件异议" in text_of(answers[4])
    assert answers[7].status_code == 429
    page = text_of(answers[7])
    assert "一小时内提交次数过多" in page
    assert STATED["body"] in page
    assert "异议已收到" in text_of(Visitor().file())
    assert "查询次数过多" in [visitor.ask("2026-000001", "0123456789abcdef") for _ in range(7)][-1]


def test_enterprise_about_which_enough_was_filed_today_is_refused_until_tomorrow(settings: Any) -> None:
    settings.OBJECTIONS_ABOUT_ENTERPRISE_PER_DAY = 2
    enterprise = make_certified()
    for stated in (enterprise.uscc, enterprise.name):
        Visitor().file(enterprise_name=stated)
    assert "今天网上反映该企业的异议已满2件" in text_of(Visitor().file(enterprise_name=enterprise.uscc))
    with clock_at(timezone.localtime() + timedelta(days=1)):
        assert "异议已收到" in text_of(Visitor().file(enterprise_name=enterprise.uscc))


def test_objection_names_what_it_is_about(visitor: Visitor, case: IncentiveCase) -> None:
    challenge = visitor.opened()
    assert "请填写所反映企业" in text_of(visitor.post(challenge, enterprise_name=""))
    assert "请选择所反映的案例" in text_of(visitor.post(challenge, subject="case"))
    assert "异议已收到" in text_of(visitor.post(challenge, subject="case", case=case.pk, enterprise_name=""))
    prefilled = text_of(visitor.client.get(f"{FILE}?subject=case&case={case.pk}&enterprise=%00"))
    assert "请" in prefilled
    page = text_of(visitor.client.get(f"{FILE}?subject=nonsense&case=x&enterprise={'9' * 10000}"))
    assert "提出异议" in page


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("body", "我" * 10_000, "2000"),
        ("body", "我的身份证号是11010519491231002X。", "系统不保存个人证件号码"),
        ("body", "\u200b \u200b", "请写明异议内容"),
        ("objector_name", "11010519491231002X", "系统不保存个人证件号码"),
        ("objector_contact", "<script>alert(1)</script>", "请填写电话号码"),
        ("objector_kind", "robot", "选择"),
        ("subject", "nonsense", "选择"),
        ("case", "999999", "选择"),
        ("characters", "A" * 10_000, WRONG),
    ],
)
def test_bad_input_has_a_sentence_and_keeps_the_rest(visitor: Visitor, field: str, typed: str, sentence: str) -> None:
    page = text_of(visitor.file(**{field: typed}))
    assert sentence in page
    assert "有1处需要更正" in page
    assert STATED["enterprise_name"] in page
    assert not Objection.objects.exists()


@pytest.mark.parametrize("bad", [b"%00", b"%ED%A0%80"])
def test_text_that_no_database_stores_is_refused(visitor: Visitor, bad: bytes) -> None:
    challenge = visitor.opened()
    body = f"challenge={challenge.token}&subject=other&body=".encode() + bad
    answer = visitor.client.post(FILE, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (200, 400)
    assert not Objection.objects.exists()


def test_script_in_a_text_is_shown_as_text(visitor: Visitor, administrator: Client) -> None:
    script = "<script>alert(1)</script>"
    visitor.file(body=script, enterprise_name=script)
    objection = Objection.objects.get()
    assert script not in text_of(administrator.get(reverse("publicity:objection_detail", args=[objection.pk])))
    assert script not in text_of(visitor.client.get(FILED))


def test_files_that_may_not_be_attached_have_a_sentence_each(visitor: Visitor) -> None:
    challenge = visitor.opened()
    stream = io.BytesIO()
    Image.new("1", (10_000, MOST_PIXELS // 10_000 + 1)).save(stream, "PNG")
    huge = SimpleUploadedFile("大图.png", stream.getvalue(), "image/png")
    assert "万像素的上限" in text_of(visitor.post(challenge, evidence=[huge]))
    program = SimpleUploadedFile("程序.exe", b"MZ" * 100)
    assert "证明材料须为" in text_of(visitor.post(challenge, evidence=[program]))
    assert "一次最多附3份" in text_of(visitor.post(challenge, evidence=[picture() for _ in range(4)]))
    assert not ObjectionEvidence.objects.exists()


def test_customs_office_gives_its_opinion_once_and_the_credit_desk_answers(
    visitor: Visitor, administrator: Client, officer: User, other_officer: User, signed_in: SignedIn
) -> None:
    enterprise = make_certified()
    visitor.file(subject="publication", enterprise_name=enterprise.uscc)
    objection = Objection.objects.get()
    assert (objection.office, objection.in_charge.is_lead) == (officer.department, True)
    office, url = signed_in(officer), reverse("publicity:objection_opinion", args=[objection.pk])
    assert "待提出意见的异议" in text_of(office.get(reverse("workbench:home")))
    asked = reverse("publicity:objection_list") + "?opinion=true"
    assert objection.number in text_of(office.get(asked))
    assert "请写明意见" in text_of(office.post(url, {"opinion": ""}))
    office.post(url, {"opinion": "名称已变更，应当更正。"})
    assert "已于" in text_of(office.post(url, {"opinion": "再说一次。"}, follow=True))
    assert objection.number not in text_of(office.get(asked))
    assert office.get(reverse("publicity:objection_answer", args=[objection.pk])).status_code == 404
    assert signed_in(other_officer).get(url).status_code == 404
    assert "名称已变更" in text_of(administrator.get(reverse("publicity:objection_detail", args=[objection.pk])))
    assert administrator.post(url, {"opinion": "我也有。"}).status_code == 403


def test_certification_is_the_matter_of_its_office_which_the_public_does_not_learn(
    visitor: Visitor, officer: User, signed_in: SignedIn
) -> None:
    enterprise = make_certified()
    challenge = visitor.opened()
    page = text_of(visitor.post(challenge, subject="certification", enterprise_name=enterprise.uscc))
    objection = Objection.objects.get()
    assert objection.in_charge == officer.department
    pages = page + visitor.ask(objection.number, challenge.code)
    assert str(officer.department) not in pages
    assert enterprise.name not in pages
    Visitor().file(subject="certification")
    assert Objection.objects.latest("pk").in_charge.is_lead


def test_objection_is_marked_in_public_by_the_desk_until_it_is_answered(
    visitor: Visitor, administrator: Client, officer: User, published: Enterprise, signed_in: SignedIn
) -> None:
    urls = [reverse("publicity:enterprise_list"), reverse("publicity:enterprise_detail", args=[published.uscc])]

    def is_marked() -> list[bool]:
        return ["标注异议" in text_of(Client().get(url)) for url in urls]

    visitor.file(subject="publication", enterprise_name=published.uscc)
    assert is_marked() == [False, False]
    objection = Objection.objects.get()
    mark, unmark = (reverse(f"publicity:objection_{act}", args=[objection.pk]) for act in ("mark", "unmark"))
    assert signed_in(officer).post(mark).status_code == 403
    administrator.post(mark)
    assert is_marked() == [True, True]
    assert "已经标注异议" in text_of(administrator.post(mark, follow=True))
    administrator.post(unmark)
    assert is_marked() == [False, False]
    administrator.post(mark)
    answer = {"state": "kept", "answer": "公布的信息无误。", "document_number": ""}
    administrator.post(reverse("publicity:objection_answer", args=[objection.pk]), answer)
    assert is_marked() == [False, False]
    visitor.file()
    about_nobody = reverse("publicity:objection_mark", args=[Objection.objects.latest("pk").pk])
    assert "才能标注异议" in text_of(administrator.post(about_nobody, follow=True))


def test_evidence_and_used_challenges_are_erased_after_their_time(
    visitor: Visitor, administrator: Client, credit: User, signed_in: SignedIn, django_capture_on_commit_callbacks: Any
) -> None:
    visitor.file(evidence=[picture()])
    objection, path = Objection.objects.get(), Path(ObjectionEvidence.objects.get().file.path)
    answer = {"state": "kept", "answer": "公布的信息无误。", "document_number": ""}
    administrator.post(reverse("publicity:objection_answer", args=[objection.pk]), answer)
    erase_objectors()
    erase_challenges()
    assert path.exists()
    assert UsedChallenge.objects.count() == 1
    with clock_at(timezone.localtime() + timedelta(days=91)):
        with django_capture_on_commit_callbacks(execute=True):
            erase_objectors()
        erase_challenges()
    assert not path.exists()
    assert not UsedChallenge.objects.exists()
    page = text_of(signed_in(credit).get(reverse("publicity:objection_detail", args=[objection.pk])))
    assert STATED["objector_name"] not in page
    assert "认证证书.jpg" not in page


def test_code_of_a_call_is_shown_to_the_desk_once(administrator: Client, visitor: Visitor) -> None:
    taken_down = {**STATED, "channel": "phone", "received_on": timezone.localdate().isoformat(), "subject": "other"}
    page = text_of(administrator.post(reverse("publicity:objection_create"), taken_down, follow=True))
    objection = Objection.objects.get()
    code = page.split('data-copy="')[1][:16]
    assert "待核实" in visitor.ask(objection.number, code)
    assert code not in text_of(administrator.get(reverse("publicity:objection_detail", args=[objection.pk])))


def test_public_pages_lead_to_the_form(visitor: Visitor, published: Enterprise, case: IncentiveCase) -> None:
    for url in ("/", reverse("publicity:enterprise_list"), "/enterprises/913701000000000000/"):
        assert GUIDE in text_of(visitor.client.get(url))
    page = text_of(visitor.client.get(reverse("publicity:enterprise_detail", args=[published.uscc])))
    assert f"{FILE}?subject=publication&amp;enterprise={published.uscc}" in page
    assert published.uscc in text_of(visitor.client.get(f"{FILE}?subject=publication&enterprise={published.uscc}"))
    page = text_of(visitor.client.get(reverse("publicity:case_detail", args=[case.pk])))
    assert f"{FILE}?subject=case&amp;case={case.pk}" in page
    assert f"{FILE}?subject=measure" in text_of(visitor.client.get(reverse("publicity:measure_list")))
    assert "10个工作日" in text_of(visitor.client.get(GUIDE))


@pytest.fixture
def challenges() -> Iterator[Challenge]:
    request = RequestFactory().get("/")
    return (new_challenge(request) for _ in range(300))


def test_every_challenge_has_a_picture_of_its_characters_and_a_question_with_an_answer(
    challenges: Iterator[Challenge],
) -> None:
    for challenge in challenges:
        assert len(challenge.characters) == 5
        assert challenge.question.endswith("？")
        assert challenge.is_answered(challenge.characters, "")
        assert challenge.is_answered("", challenge._question[1][-1])
        assert not challenge.is_answered("", "")
        assert not challenge.is_answered("0", "0")
    assert challenge.picture.startswith("data:image/png;base64,")
    assert [in_words(number) for number in (0, 9, 10, 11, 20, 99)] == ["零", "九", "十", "十一", "二十", "九十九"]


def test_receipt_is_read_as_long_as_a_used_challenge_is_kept() -> None:
    request = RequestFactory().get("/")
    challenge = new_challenge(request)
    with clock_at(timezone.localtime() + VALID + timedelta(minutes=1)):
        assert read_challenge(request, challenge.token) is None
        assert read_challenge(request, challenge.token, valid=KEPT) == challenge
