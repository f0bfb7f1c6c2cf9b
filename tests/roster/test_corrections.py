"""Corrections of a roster: layout and cell edits."""

import html
import re
from collections.abc import Callable, Sequence

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from audit.models import AuditEvent
from audit.types import EventType
from demo.city.codes import with_wrong_check
from roster.actions.submissions import edit_cells
from roster.models import RosterSubmission
from spreadsheets.rows import CellEdit
from tests.roster.reading import post, read_again, upload_and_read
from tests.spreadsheet_files import ROSTER_HEAD, roster_line, uscc_of, xlsx
from tests.spreadsheets.workbooks import sheets_xlsx
from tests.steps import preview, put_in_force
from uploads.states import SubmissionState

SignedIn = Callable[[User], Client]
UNKNOWN_HEAD = ("号", "谁家", "代码一", "代码二", "何日")


def page(client: Client, submission: RosterSubmission, query: str = "") -> str:
    return client.get(reverse("roster:submission_detail", args=[submission.pk]) + query).content.decode()


def with_unknown_headings(lines: Sequence[Sequence[str]] = (roster_line(1)[:5],)) -> bytes:
    return xlsx(UNKNOWN_HEAD, lines)


LAYOUT = {
    "sheet": "名单",
    "header_line": "1",
    "name": "B",
    "uscc": "C",
    "customs_code": "D",
    "certified_on": "E",
    "address": "",
}


def test_unknown_headings_mapped_once_are_recognised_in_later_files(officer: User, signed_in: SignedIn) -> None:
    submission = upload_and_read(officer, with_unknown_headings())
    client = signed_in(officer)
    assert submission.status == SubmissionState.FAILED
    assert "谁家" in page(client, submission)
    assert "重新读取" in post(client, "layout", submission, LAYOUT)
    read_again(submission)
    assert submission.status == SubmissionState.CHECKED
    assert submission.rows.get().uscc == uscc_of(1)
    later = upload_and_read(officer, with_unknown_headings([roster_line(1)[:5], roster_line(2)[:5]]))
    assert later.status == SubmissionState.CHECKED


@pytest.mark.parametrize("wrong", [{"uscc": "D", "customs_code": "C"}, {"header_line": "2"}, {"address": "A"}])
def test_wrong_click_that_was_put_right_misreads_no_later_file(
    officer: User, signed_in: SignedIn, wrong: dict[str, str]
) -> None:
    lines = [roster_line(1)[:5], roster_line(2)[:5]]
    submission = upload_and_read(officer, with_unknown_headings(lines))
    client = signed_in(officer)
    post(client, "layout", submission, LAYOUT | wrong)
    read_again(submission)
    post(client, "layout", submission, LAYOUT)
    remembered = dict(officer.own_department.heading_aliases.values_list("heading", "key"))
    assert remembered == {"谁家": "name", "代码一": "uscc", "代码二": "customs_code", "何日": "certified_on"}
    later = upload_and_read(officer, with_unknown_headings([*lines, roster_line(3)[:5]]))
    assert list(later.rows.values_list("uscc", "address")) == [(uscc_of(n), "") for n in (1, 2, 3)]


def test_remembered_heading_is_listed_and_deleted(officer: User, other_officer: User, signed_in: SignedIn) -> None:
    submission = upload_and_read(officer, with_unknown_headings())
    client = signed_in(officer)
    post(client, "layout", submission, LAYOUT)
    address = reverse("roster:heading_list")
    assert "“谁家”" in client.get(address).content.decode()
    heading = officer.own_department.heading_aliases.get(key="name")
    forget = reverse("roster:heading_forget", args=[heading.pk])
    others = signed_in(other_officer)
    assert "“谁家”" not in others.get(address).content.decode()
    assert others.post(forget).status_code == 404
    assert "已忘记表头“谁家”" in client.post(forget, follow=True).content.decode()
    assert AuditEvent.objects.filter(type=EventType.ROSTER_HEADING_DELETED, actor_id=officer.pk).exists()
    assert upload_and_read(officer, with_unknown_headings([roster_line(2)[:5]])).status == SubmissionState.FAILED


def test_heading_mapped_by_one_office_is_unknown_to_the_other(
    officer: User, other_officer: User, signed_in: SignedIn
) -> None:
    submission = upload_and_read(officer, with_unknown_headings())
    post(signed_in(officer), "layout", submission, LAYOUT)
    assert upload_and_read(other_officer, with_unknown_headings([roster_line(3)[:5]])).status == SubmissionState.FAILED


def test_header_far_down_is_shown_and_pointed_at(officer: User, signed_in: SignedIn) -> None:
    above = [[f"说明{n}"] for n in range(1, 60)]
    content = sheets_xlsx({"说明": [["关于名单的说明"]], "名单": [*above, UNKNOWN_HEAD, roster_line(1)[:5]]})
    submission = upload_and_read(officer, content)
    client = signed_in(officer)
    shown = page(client, submission, "?preview_sheet=名单&preview_line=60")
    assert "代码二" in shown
    assert re.search(r'<details class="card"\s+id="layout"\s+open>', shown)
    assert re.search(r'name="header_line"\s+value="60"', shown)
    assert '<option value="C">C 代码一</option>' in shown
    assert "说明20" not in shown
    assert "表头须在前100行之内" in post(client, "layout", submission, LAYOUT | {"header_line": "101"})
    post(client, "layout", submission, LAYOUT | {"header_line": "60"})
    assert read_again(submission).rows.get().uscc == uscc_of(1)


@pytest.mark.parametrize(
    "query", ["?preview_line=0", "?preview_line=x", "?preview_line=99999999999", "?preview_sheet=无"]
)
def test_impossible_preview_shows_the_recognised_header(officer: User, signed_in: SignedIn, query: str) -> None:
    submission = upload_and_read(officer, xlsx(ROSTER_HEAD, [roster_line(1)]))
    assert re.search(r'name="header_line"\s+value="1"', page(signed_in(officer), submission, query))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"name": "C"}, "被指定了两次"),
        ({"name": ""}, "请指明企业名称在哪一列"),
        ({"header_line": "0"}, "1"),
        ({"sheet": "别的"}, "别的"),
        ({"uscc": "ZZ"}, "ZZ"),
    ],
)
def test_impossible_layout_is_refused_with_a_message(
    officer: User, signed_in: SignedIn, data: dict[str, str], message: str
) -> None:
    submission = upload_and_read(officer, with_unknown_headings())
    assert message in post(signed_in(officer), "layout", submission, LAYOUT | data)
    submission.refresh_from_db()
    assert submission.layout is None


def test_file_with_two_tables_is_read_by_the_chosen_layout(officer: User, signed_in: SignedIn) -> None:
    content = sheets_xlsx({"一季度": [ROSTER_HEAD, roster_line(1)], "二季度": [ROSTER_HEAD, roster_line(2)]})
    submission = upload_and_read(officer, content)
    assert "“一季度”、“二季度”" in submission.failure
    data = LAYOUT | {"sheet": "二季度", "address": "F"}
    post(signed_in(officer), "layout", submission, data)
    assert read_again(submission).rows.get().uscc == uscc_of(2)


def test_chosen_sheet_is_read_by_its_own_header(officer: User, signed_in: SignedIn) -> None:
    other = [(line[3], line[1], line[2], line[4]) for line in (ROSTER_HEAD, roster_line(2))]
    submission = upload_and_read(
        officer, sheets_xlsx({"一季度": [ROSTER_HEAD, roster_line(1)], "二季度": [["名单"], *other]})
    )
    assert submission.failure.endswith("请在这份文件的页面上选定一张，或只保留一张后重新上传。")
    client = signed_in(officer)
    assert page(client, submission).count("以这张工作表为准") == 2
    assert "已按您指定的工作表重新读取" in post(client, "layout", submission, {"only_sheet": "二季度"})
    assert read_again(submission).rows.get().uscc == uscc_of(2)
    assert post(client, "layout", submission, {"only_sheet": "三季度"}).count("三季度") == 1


def test_layout_form_is_filled_with_the_recognised_columns(officer: User, signed_in: SignedIn) -> None:
    submission = upload_and_read(
        officer, xlsx(("号", "企业名称", "信用代码", "代码二", "认证日期"), [roster_line(1)[:5]])
    )
    assert "请在这份文件的页面上指定各列，或补上后重新上传。" in submission.failure
    response = signed_in(officer).get(reverse("roster:submission_detail", args=[submission.pk]))
    form = response.context["layout_form"]
    assert [form[key].initial for key in ("name", "uscc", "customs_code", "certified_on")] == ["B", "C", "", "E"]


def test_cell_edits_correct_the_rows_and_keep_the_file(officer: User, signed_in: SignedIn) -> None:
    submission = preview(
        officer, [roster_line(1, uscc=with_wrong_check(uscc_of(1))), roster_line(2, customs_code="37")]
    )
    client = signed_in(officer)
    shown = post(client, "correct", submission, {"cell-2-uscc": uscc_of(1), "cell-3-customs_code": " 37016t0002 "})
    assert "已改正2个单元格" in shown
    assert read_again(submission).error_count == 0
    assert list(submission.rows.values_list("uscc", "customs_code")) == [
        (uscc_of(1), "37016T0001"),
        (uscc_of(2), "37016T0002"),
    ]
    assert submission.rows.first().raw[2] == with_wrong_check(uscc_of(1))
    assert "改正了2个单元格" in page(client, submission)
    assert AuditEvent.objects.filter(type=EventType.ROSTER_CELLS_EDITED).exists()


def test_suggestion_is_applied_only_when_ticked(officer: User, signed_in: SignedIn) -> None:
    meant = next(code for code in map(uscc_of, range(100, 200)) if "0" in code[8:])
    slip = meant[:8] + meant[8:].replace("0", "O", 1)
    submission = preview(officer, [roster_line(1, uscc=slip)])
    client = signed_in(officer)
    assert f'value="{meant}"' in page(client, submission)
    assert "请先在“改为”中填写" in post(client, "correct", submission, {"cell-2-uscc": ""})
    post(client, "correct", submission, {"take-2-uscc": meant, "cell-2-uscc": ""})
    assert read_again(submission).rows.get().uscc == meant


def test_cell_edit_with_a_resident_id_is_refused(officer: User, signed_in: SignedIn) -> None:
    submission = preview(officer, [roster_line(1, uscc="9137")])
    for number in ("370102190001010027", "370102000101123"):
        shown = post(signed_in(officer), "correct", submission, {"cell-2-uscc": number})
        assert "不收集身份证号" in shown
    submission.refresh_from_db()
    assert submission.cell_edits == []


def test_cell_edit_with_a_text_that_names_a_person_is_refused(officer: User, signed_in: SignedIn) -> None:
    submission = preview(officer, [roster_line(1, name="厂")])
    shown = post(signed_in(officer), "correct", submission, {"cell-2-address": "济南市历下区1号，联系人庄沅漪"})
    assert "填写的内容中有自然人的姓名；系统不保存自然人的信息，请删去。" in shown
    submission.refresh_from_db()
    assert submission.cell_edits == []


def test_cell_edit_with_the_name_of_a_person_is_refused(officer: User, signed_in: SignedIn) -> None:
    submission = preview(officer, [roster_line(1, name="厂")])
    client = signed_in(officer)
    assert "像是自然人的姓名" in post(client, "correct", submission, {"cell-2-name": "庄沅漪"})
    submission.refresh_from_db()
    assert submission.cell_edits == []
    assert "庄沅漪" not in str(dict(client.session))


def fields(text: str) -> dict[str, str]:
    """Name → value of each input of a cell on the page; of a checkbox only where it is ticked."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", text):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        name = attributes.get("name", "")
        if name.startswith("cell-") or (name.startswith("take-") and " checked" in tag):
            assert name not in found
            found[name] = html.unescape(attributes.get("value", ""))
    return found


def test_correction_with_a_resident_id_keeps_the_other_cells(officer: User, signed_in: SignedIn) -> None:
    meant = next(code for code in map(uscc_of, range(100, 200)) if "0" in code[8:])
    slip = meant[:8] + meant[8:].replace("0", "O", 1)
    lines = [roster_line(1, uscc="9137"), roster_line(2, customs_code="37"), roster_line(3, uscc=slip)]
    submission = preview(officer, lines)
    client = signed_in(officer)
    typed = {"cell-2-uscc": "370102190001010027", "cell-3-customs_code": '37016"T<', "take-4-uscc": meant}
    shown = post(client, "correct", submission, typed)
    assert "不收集身份证号" in shown
    empty = {"cell-2-uscc": "", "cell-4-uscc": ""}
    assert fields(shown) == {**empty, "cell-3-customs_code": '37016"T<', "take-4-uscc": meant}
    assert "370102190001010027" not in str(dict(client.session))


def test_correction_while_the_file_is_read_again_keeps_every_cell(officer: User, signed_in: SignedIn) -> None:
    submission = preview(officer, [roster_line(1, uscc="9137"), roster_line(2, customs_code="37")])
    client = signed_in(officer)
    edit = CellEdit(2, "uscc", uscc_of(1))
    edit_cells(submission=submission, cell_edits=[edit], by=officer)
    typed = {"cell-2-uscc": uscc_of(9), "cell-3-customs_code": "37016T0002"}
    shown = post(client, "correct", submission, typed)
    assert "不能重新读取" in shown
    assert all(text in shown for text in typed.values())
    read_again(submission)
    shown = page(client, submission)
    # The cell that was corrected meanwhile has no input any more; its text is still shown.
    assert fields(shown) == {"cell-3-customs_code": "37016T0002"}
    assert uscc_of(9) in shown
    assert "已改正2个单元格" in post(client, "correct", submission, typed)
    read_again(submission)
    assert fields(page(client, submission)) == {}


def test_correction_of_a_confirmed_roster_keeps_every_cell(officer: User, signed_in: SignedIn) -> None:
    submission = put_in_force(officer, [roster_line(1)])
    shown = post(signed_in(officer), "correct", submission, {"cell-2-name": "另一公司"})
    assert "不能重新读取" in shown
    assert "另一公司" in shown


def test_cell_with_two_problems_has_one_input(officer: User, other_officer: User, signed_in: SignedIn) -> None:
    put_in_force(other_officer, [roster_line(1)])
    submission = preview(officer, [roster_line(1), roster_line(1)])
    assert submission.problems.filter(line=3, key="uscc").count() == 2
    # `fields` refuses a second input of the same name, of which the empty one would count.
    assert "cell-3-uscc" in fields(page(signed_in(officer), submission))


def test_refused_layout_keeps_the_chosen_columns(officer: User, signed_in: SignedIn) -> None:
    submission = upload_and_read(officer, with_unknown_headings())
    client = signed_in(officer)
    shown = post(client, "layout", submission, LAYOUT | {"customs_code": "", "header_line": "3"})
    assert "请指明海关注册编码在哪一列" in shown
    assert re.search(r'name="header_line"\s+value="3"', shown)
    assert re.search(r'<option value="C" selected>', shown)
    assert "重新读取" in post(client, "layout", submission, LAYOUT)


def test_confirmed_roster_is_not_read_again(officer: User, signed_in: SignedIn) -> None:
    submission = put_in_force(officer, [roster_line(1)])
    assert "不能重新读取" in post(signed_in(officer), "correct", submission, {"cell-2-name": "另一公司"})
    assert "不能重新读取" in post(signed_in(officer), "layout", submission, LAYOUT)


def test_problems_are_filtered_by_rule_and_severity(officer: User, signed_in: SignedIn) -> None:
    put_in_force(officer, [roster_line(1)], mode="changes")
    renamed = roster_line(1, name="济南泺岬新名进出口有限公司")
    submission = preview(officer, [renamed, roster_line(2, customs_code="37"), roster_line(3, certified_on="无效")])
    client = signed_in(officer)

    def shown(query: str) -> list[str]:
        response = client.get(reverse("roster:submission_detail", args=[submission.pk]) + query)
        return sorted(problem.rule for problem in response.context["problems"])

    assert shown("") == ["certified_on", "customs_code", "name_changed"]
    assert shown("?severity=confirm") == ["name_changed"]
    assert shown("?rule=customs_code") == ["customs_code"]
    assert shown("?rule=customs_code&severity=confirm") == []


def test_renamed_enterprise_needs_an_answer_before_confirmation(officer: User, signed_in: SignedIn) -> None:
    put_in_force(officer, [roster_line(1)])
    submission = preview(officer, [roster_line(1, name="济南泺岬新名进出口有限公司")])
    client = signed_in(officer)
    assert "济南泺岬0001进出口有限公司" in submission.problems.get(code="name_changed").message
    assert "1处须核实的问题" in post(client, "confirm", submission, {})
    assert "已确认生效" in post(client, "confirm", submission, {"problems_verified": "on"})


def test_roster_without_usccs_is_joined_by_customs_code(officer: User) -> None:
    put_in_force(officer, [roster_line(1)])
    head = [title for title in ROSTER_HEAD if title != "统一社会信用代码"]
    lines = [[cell for place, cell in enumerate(roster_line(n)) if place != 2] for n in (1, 2)]
    submission = upload_and_read(officer, xlsx(head, lines))
    assert list(submission.rows.values_list("uscc", "kind")) == [(uscc_of(1), "unchanged"), ("", "")]
    problem = submission.problems.get()
    assert (problem.code, problem.line) == ("first_time", 3)
    assert "对应1家" in "".join(submission.reading_notes)


def test_missing_uscc_of_a_roster_without_usccs_is_entered_on_the_page(officer: User, signed_in: SignedIn) -> None:
    put_in_force(officer, [roster_line(1)])
    head = [title for title in ROSTER_HEAD if title != "统一社会信用代码"]
    lines = [[cell for place, cell in enumerate(roster_line(n)) if place != 2] for n in (1, 2)]
    submission = upload_and_read(officer, xlsx(head, lines))
    client = signed_in(officer)
    assert 'name="cell-3-uscc"' in page(client, submission)
    post(client, "correct", submission, {"cell-3-uscc": uscc_of(2)})
    assert read_again(submission).error_count == 0
    assert list(submission.rows.values_list("uscc", "kind")) == [(uscc_of(1), "unchanged"), (uscc_of(2), "added")]
    assert "对应1家" in "".join(submission.reading_notes)


def test_roster_without_addresses_keeps_the_known_ones(officer: User) -> None:
    put_in_force(officer, [roster_line(1)])
    submission = upload_and_read(officer, xlsx(ROSTER_HEAD[:5], [roster_line(1)[:5]]))
    assert submission.rows.get().kind == "unchanged"
