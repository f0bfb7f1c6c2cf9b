"""Logging an application of a measure of the user's department, for an enterprise eligible on the day (plan §2)."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from feedback.forms.fields import MOST_FILES
from feedback.models import MeasureApplication
from incentives.models import Measure
from roster.models import Enterprise
from tests.attachments.files import HEIC, PLACE, photo
from tests.factories import make_certified
from tests.roles import as_owner
from tests.steps import SignedIn, log, revoke

PDF = b"%PDF-1.7\n%%EOF\n"


def post_form(
    client: Client,
    enterprise: Enterprise,
    *,
    number: int = 31,
    evidence: bytes | list[SimpleUploadedFile] | None = None,
    filename: str = "说明.pdf",
    **fields: str,
) -> str:
    """Post the form; return the page that follows."""
    data = {
        "measure": Measure.objects.get(number=number).pk,
        "applied_on": timezone.localdate().isoformat(),
        "description": "核定增值税发票用量。",
        "condition_met": "on",
        **fields,
    }
    if evidence is not None:
        data["evidence"] = evidence if isinstance(evidence, list) else SimpleUploadedFile(filename, evidence)
    url = reverse("feedback:application_create", args=[enterprise.uscc])
    return client.post(url, data, follow=True).content.decode()


def test_application_keeps_the_wording_and_the_standing_of_its_day(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    page = post_form(signed_in(clerk), enterprise, evidence=PDF)
    assert "已登记，并反馈至市发展改革委、泉城海关和莱芜海关" in page
    assert "增值税发票领域比照纳税信用" in page
    application = MeasureApplication.objects.get()
    assert application.standing.is_eligible
    assert application.department == clerk.department
    assert application.evidence.get().filename == "说明.pdf"


def test_form_offers_the_measures_of_the_users_department(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    page = signed_in(clerk).get(reverse("feedback:application_create", args=[enterprise.uscc])).content.decode()
    for number in (31, 32, 33, 34, 38, 39):
        assert f"第{number}项　" in page
    assert "第30项" not in page


def test_measure_of_another_department_is_denied_with_its_owner(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    page = post_form(signed_in(clerk), enterprise, number=25)
    assert "第25项（减少生态环境监管频次）由市生态环境局实施，市税务局不能登记" in page
    assert not MeasureApplication.objects.exists()


def test_enterprise_not_yet_screened_is_denied(clerk: User, signed_in: SignedIn) -> None:
    page = post_form(signed_in(clerk), make_certified(screened=False))
    assert "“待比对”，不是联合激励对象，不能登记措施" in page


def test_revoked_enterprise_is_denied(enterprise: Enterprise, clerk: User, officer: User, signed_in: SignedIn) -> None:
    revoke(enterprise, officer)
    assert "“已取消”，不是联合激励对象，不能登记措施" in post_form(signed_in(clerk), enterprise)


def test_day_before_the_first_standing_is_denied(enterprise: Enterprise, clerk: User, signed_in: SignedIn) -> None:
    page = post_form(signed_in(clerk), enterprise, applied_on="2020-01-01")
    assert "在2020年1月1日尚无激励资格，不能登记措施" in page


def test_future_day_is_refused(enterprise: Enterprise, clerk: User, signed_in: SignedIn) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert "不能晚于今天" in post_form(signed_in(clerk), enterprise, applied_on=tomorrow.isoformat())


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"description": ""}, "请写明做了什么"),
        ({"description": "   "}, "请写明做了什么"),
        ({"measure": ""}, "请选择激励措施"),
        ({"measure": "999999"}, "不在可选范围内"),
        ({"applied_on": "2026-02-30"}, "日期"),
    ],
)
def test_invalid_form_is_refused_with_a_message(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn, fields: dict[str, str], message: str
) -> None:
    assert message in post_form(signed_in(clerk), enterprise, **fields)
    assert not MeasureApplication.objects.exists()


@pytest.mark.parametrize(
    ("evidence", "message"),
    [
        (b"", "空的（0 字节）"),
        (b"<html><script>", "证明材料须为PDF"),
        (b"MZ\x90", "证明材料须为PDF"),
        (b"<svg onload='alert(1)'/>", "SVG图片中可以有脚本"),
    ],
)
def test_evidence_of_a_wrong_type_is_refused_by_its_content(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn, evidence: bytes, message: str
) -> None:
    assert message in post_form(signed_in(clerk), enterprise, evidence=evidence)


@pytest.mark.parametrize("name", ["evil.html", "说明.pdf.exe", ".htaccess", "说明", "证明\u202efdp.exe"])
def test_evidence_whose_name_does_not_fit_its_content_is_refused(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn, name: str
) -> None:
    assert "名称应以.pdf结尾" in post_form(signed_in(clerk), enterprise, evidence=PDF, filename=name)


def docx(**parts: str) -> bytes:
    """Return a document with the texts of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(f"word/{name}.xml", text)
    return stream.getvalue()


RESIDENT = "362322198709086409"
RUNS = f"<w:p><w:r><w:t>身份证{RESIDENT[:6]}</w:t></w:r><w:r><w:t>{RESIDENT[6:]}</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    ("evidence", "filename"),
    [
        (docx(document=RUNS), "说明.docx"),
        (docx(document="<w:p/>", comments=f'<w:comment w:author="{RESIDENT}"/>'), "说明.docx"),
        (docx(document="\u200b".join(RESIDENT)), "说明.docx"),
        (PDF + f"/Author ({RESIDENT})".encode(), "说明.pdf"),
        (PDF + RESIDENT.encode("utf-16"), "说明.pdf"),
    ],
)
def test_evidence_with_an_id_number_is_refused(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn, evidence: bytes, filename: str
) -> None:
    page = post_form(signed_in(clerk), enterprise, evidence=evidence, filename=filename)
    assert "这个文件中有居民身份证号" in page
    assert not MeasureApplication.objects.exists()


def test_damaged_evidence_is_refused(enterprise: Enterprise, clerk: User, signed_in: SignedIn) -> None:
    damaged = docx(document="x" * 5000).replace(b"\x08\x00", b"\x63\x00")
    assert "已损坏或设有密码" in post_form(signed_in(clerk), enterprise, evidence=damaged, filename="说明.docx")


def test_evidence_without_id_numbers_is_kept(enterprise: Enterprise, clerk: User, signed_in: SignedIn) -> None:
    parts = docx(
        document="<w:p>统一社会信用代码91370100MA3C4Q1X5X，电话13800138000</w:p><w:p>370102</w:p><w:p>1987</w:p>"
    )
    post_form(signed_in(clerk), enterprise, evidence=parts, filename="说明.docx")
    with MeasureApplication.objects.get().evidence.get().file.open("rb") as stored:
        assert stored.read() == parts


def test_several_files_are_kept_and_images_without_their_metadata(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    names = ("说明.pdf", '现场"1"😀.jpg', "IMG_0001.HEIC")
    chosen = [SimpleUploadedFile(name, content) for name, content in zip(names, (PDF, photo(), HEIC), strict=True)]
    page = post_form(signed_in(clerk), enterprise, evidence=chosen)
    kept = MeasureApplication.objects.get().evidence.attached()
    assert [file.filename for file in kept] == ["说明.pdf", '现场"1"😀.jpg', "IMG_0001.jpg"]
    for file in kept:
        assert reverse("feedback:evidence_download", args=[file.pk]) in page
        with file.file.open("rb") as stored:
            assert PLACE not in stored.read()


def test_of_several_files_each_that_is_refused_is_named(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    chosen = [SimpleUploadedFile("说明.pdf", PDF), SimpleUploadedFile("网页.pdf", b"<html>")]
    page = post_form(signed_in(clerk), enterprise, evidence=chosen)
    assert "“网页.pdf”：证明材料须为PDF" in page
    assert "“说明.pdf”：" not in page
    many = [SimpleUploadedFile(f"{number}.pdf", PDF) for number in range(MOST_FILES + 1)]
    assert "一次最多附10份材料" in post_form(signed_in(clerk), enterprise, evidence=many)
    assert not MeasureApplication.objects.exists()


def test_image_of_a_hundred_megabytes_is_refused_before_it_is_read(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn
) -> None:
    url = reverse("feedback:application_create", args=[enterprise.uscc])
    response = signed_in(clerk).post(
        url, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(100 << 20)
    )
    assert response.status_code == 413
    assert "提交的内容有100MB，超过这个页面的上限21MB" in response.content.decode()


def test_evidence_above_the_size_limit_is_refused(
    enterprise: Enterprise, clerk: User, signed_in: SignedIn, settings: object
) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    assert "超过1MB的上限" in post_form(signed_in(clerk), enterprise, evidence=PDF + bytes(1024 * 1024))


def test_unknown_enterprise_is_not_found(clerk: User, signed_in: SignedIn) -> None:
    assert signed_in(clerk).get(reverse("feedback:application_create", args=["X" * 18])).status_code == 404


def test_database_refuses_an_application_that_the_policy_denies(
    enterprise: Enterprise, clerk: User, officer: User
) -> None:
    """The same rule applies to writes that bypass the actions."""
    application = log(enterprise, clerk)
    with pytest.raises(InternalError, match="not eligible on that day"), transaction.atomic():
        MeasureApplication.objects.create(
            **{
                field: getattr(application, field)
                for field in (
                    "enterprise",
                    "department",
                    "measure",
                    "version",
                    "standing",
                    "description",
                    "logged_by",
                    "kind",
                )
            },
            condition_met=True,
            applied_on=date(2020, 1, 1),
        )
    with as_owner(), pytest.raises((InternalError, ProtectedError)), transaction.atomic():
        application.delete()


def test_credit_administrator_acts_for_the_own_commission(
    enterprise: Enterprise, credit: User, signed_in: SignedIn
) -> None:
    client = signed_in(credit)
    page = client.get(enterprise.get_absolute_url()).content.decode()
    for words in ("市发展改革委可给的措施", *(f"登记第{number}项" for number in (14, 15, 16, 17, 38, 39))):
        assert words in page
    reported = client.get(reverse("feedback:report_create", args=[enterprise.uscc])).content.decode()
    assert "报送失信线索" in reported
    address = reverse("feedback:application_create", args=[enterprise.uscc])
    data = {
        "measure": Measure.objects.get(number=14).pk,
        "applied_on": timezone.localdate().isoformat(),
        "description": "优先安排。",
        "competition": "技术改造专项资金评审",
    }
    client.post(address, data)
    assert MeasureApplication.objects.get().department == credit.department
    of_customs = {**data, "measure": Measure.objects.get(number=1).pk}
    assert "市发展改革委不能登记" in client.post(address, of_customs).content.decode()
