"""What the page says about the rows of a file, and the decisions about them: rosters and blacklist files alike."""

import io
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.models import User
from audit.models import AuditEvent
from blacklists.actions.imports import process_import
from blacklists.wording import hold_text
from roster.actions.submissions import edit_cells, process_roster
from spreadsheets.rows import CellEdit
from tests.blacklists.api_client import CODE, body, entry
from tests.downloads import download
from tests.drafts.forms import key_on
from tests.programs import program_of
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import list_entries, preview, push_file, put_in_force, read_entries
from uploads.states import SubmissionState

SignedIn = Callable[[User], Client]
TOTAL = ("合计", "2家")
SIGNED = ("制表人：周某", "", "", "", "", "")
NOT_AN_ENTERPRISE = ("", "以上信息如有变动另行通知", "", "", "", "")


class Page(NamedTuple):
    """The page of a file that was read, and the means to post to it and to have the file read again."""

    submission: Any
    client: Client
    url: str
    process: Callable[[int], object]

    def shown(self) -> str:
        return " ".join(self.client.get(self.url).content.decode().split())

    def decide(self, lines: object, decision: str) -> str:
        """Post a decision, let a worker read the file again, and return the page that followed the post."""
        response = self.client.post(f"{self.url}rows/", {"lines": str(lines), "decision": decision}, follow=True)
        self.process(self.submission.pk)
        self.submission.refresh_from_db()
        return response.content.decode()

    def names(self) -> list[str]:
        return list(self.submission.rows.values_list("name", flat=True))


@pytest.fixture
def roster_page(officer: User, signed_in: SignedIn) -> Page:
    """A roster of line 1 the header, two enterprises, a refused row and two rows that are none."""
    submission = preview(officer, [roster_line(1), roster_line(2), roster_line(3, uscc="9137"), TOTAL, SIGNED])
    url = reverse("roster:submission_detail", args=[submission.pk])
    return Page(submission, signed_in(officer), url, process_roster)


@pytest.fixture
def import_page(blacklists: None, credit: User, signed_in: SignedIn) -> Page:
    """A blacklist file of line 1 a title, line 2 the header, two entries, a refused one and two rows that are none."""
    lines = [
        blacklist_line("甲公司"),
        blacklist_line("乙公司"),
        blacklist_line("丙公司", listed_on="某日"),
        TOTAL,
        SIGNED,
    ]
    submission = read_entries(credit, CODE, lines)
    url = reverse("blacklists:import_detail", args=[submission.pk])
    return Page(submission, signed_in(credit), url, process_import)


@pytest.fixture(params=["roster", "import"])
def page(request: pytest.FixtureRequest) -> Page:
    return request.getfixturevalue(f"{request.param}_page")


def test_page_states_that_every_row_is_read_refused_or_set_aside(roster_page: Page) -> None:
    shown = roster_page.shown()
    assert "文件共6行：读出2行，拒绝1行，另3行不是企业：查看" in shown
    assert "制表人：…" in shown
    assert "合计、小计1行" in shown


def test_page_of_an_import_states_that_every_row_is_read_refused_or_set_aside(import_page: Page) -> None:
    assert "文件共7行：读出2行，拒绝1行，另4行不是企业：查看" in import_page.shown()


def test_row_set_aside_is_read_after_a_person_decided_so(page: Page) -> None:
    (line,) = (row["line"] for row in page.submission.reading["set_aside"] if row["reason"] == "total")
    read = page.submission.reading
    assert f'value="{line}"' in page.shown()
    assert f"正在重新读取，第{line}行作为企业。" in page.decide(line, "enterprise")
    again = page.submission.reading
    assert again["rows_set_aside"] == read["rows_set_aside"] - 1
    assert again["rows_in_file"] == read["rows_in_file"]
    assert page.submission.rows.filter(line=line).exists()
    assert f"第{line}行是企业" in page.shown()
    assert "撤销" in page.shown()
    event = AuditEvent.objects.filter(type=page.submission.rows_decided_event).get()
    assert event.data == {"lines": [line], "row_decision": "enterprise"}


def test_refused_row_is_left_out_by_the_button_at_its_problem(page: Page) -> None:
    (line,) = page.submission.rows.filter(is_refused=True).values_list("line", flat=True)
    assert f'aria-label="第{line}行：这一行不是企业"' in page.shown()
    page.decide(line, "not_enterprise")
    assert page.submission.error_count == 0
    assert len(page.names()) == 2
    assert f"第{line}行不采用" in page.shown()
    assert "1行经办人决定不采用：查看" in page.shown()


def test_withdrawn_decision_leaves_the_row_to_the_reader_again(page: Page) -> None:
    first = page.submission.reading
    (line,) = page.submission.rows.filter(is_refused=True).values_list("line", flat=True)
    page.decide(line, "not_enterprise")
    page.decide(line, "withdrawn")
    assert page.submission.row_decisions == {}
    assert page.submission.reading == first
    assert "经办人对行的认定" not in page.shown()


def test_several_lines_are_decided_at_once(page: Page) -> None:
    lines = list(page.submission.rows.values_list("line", flat=True))[1:]
    assert "不采用" in page.decide(f"{lines[0]}-{lines[-1]}", "not_enterprise")
    assert len(page.names()) == 1


@pytest.mark.parametrize(
    ("lines", "decision", "message"),
    [
        ("", "not_enterprise", "请填写行号"),
        ("第三行", "not_enterprise", "请填写行号"),
        ("9-3", "not_enterprise", "请填写行号"),
        ("1-9999999", "not_enterprise", "一次最多认定1000行"),
        ("99999999999", "enterprise", "请填写行号"),
        ("1", "not_enterprise", "第1行不在读出的各行中"),
        ("3", "enterprise", "第3行已作为企业读取"),
        ("900", "enterprise", "第900行没有内容"),
        ("3", "withdrawn", "第3行没有认定过"),
        ("3", "perhaps", "perhaps"),
    ],
)
def test_decision_that_changes_nothing_is_refused_with_a_sentence(
    page: Page, lines: str, decision: str, message: str
) -> None:
    assert message in page.decide(lines, decision)
    assert page.submission.row_decisions == {}
    assert page.submission.status == SubmissionState.CHECKED


def test_file_without_any_row_left_offers_to_withdraw_the_decision(page: Page) -> None:
    lines = "、".join(map(str, page.submission.rows.values_list("line", flat=True)))
    page.decide(lines, "not_enterprise")
    assert page.submission.status == SubmissionState.FAILED
    assert "撤销" in page.shown()
    page.decide(lines, "withdrawn")
    assert len(page.names()) == 3


def test_decision_survives_a_cell_edit(roster_page: Page, officer: User) -> None:
    roster_page.decide(3, "not_enterprise")
    edit_cells(submission=roster_page.submission, cell_edits=[CellEdit(4, "uscc", uscc_of(3))], by=officer)
    process_roster(roster_page.submission.pk)
    roster_page.submission.refresh_from_db()
    assert list(roster_page.submission.rows.values_list("uscc", flat=True)) == [uscc_of(1), uscc_of(3)]


def test_duplicated_row_of_a_roster_is_left_out(officer: User, signed_in: SignedIn) -> None:
    submission = preview(officer, [roster_line(1), roster_line(2), roster_line(1)])
    url = reverse("roster:submission_detail", args=[submission.pk])
    page = Page(submission, signed_in(officer), url, process_roster)
    assert page.shown().count('aria-label="第4行：不采用这一行"') == 1
    page.decide(4, "not_enterprise")
    assert page.submission.error_count == 0
    assert "文件共4行：读出2行，另1行不是企业，1行经办人决定不采用" in page.shown()


def test_confirmed_file_is_not_decided_about(
    officer: User, credit: User, blacklists: None, signed_in: SignedIn
) -> None:
    roster = put_in_force(officer, [roster_line(1), roster_line(2)])
    imported = list_entries(credit, CODE, [blacklist_line("甲公司"), blacklist_line("乙公司")])
    for user, name, submission in (
        (officer, "roster:submission", roster),
        (credit, "blacklists:import", imported),
    ):
        client = signed_in(user)
        shown = client.get(reverse(f"{name}_detail", args=[submission.pk])).content.decode()
        assert "文件共" in shown
        assert "不是企业</button>" not in shown
        url = reverse(f"{name}_decide_rows", args=[submission.pk])
        response = client.post(url, {"lines": "3", "decision": "not_enterprise"}, follow=True)
        assert "不能重新读取" in response.content.decode()


def test_reader_of_rosters_sees_the_rows_without_buttons(roster_page: Page, credit: User, signed_in: SignedIn) -> None:
    shown = signed_in(credit).get(roster_page.url).content.decode()
    assert "另3行不是企业：查看" in shown
    assert "这一行是企业" not in shown


def test_held_push_that_is_read_again_waits_for_a_person(blacklists: None, credit: User, signed_in: SignedIn) -> None:
    assert push_file(credit, CODE, body(entry(1), entry(2))).status == SubmissionState.CONFIRMED
    held = push_file(credit, CODE, body(entry(1, uscc=None), entry(3)))
    assert "清除或改写1条的名称或代码" in hold_text(held)
    page = Page(held, signed_in(credit), reverse("blacklists:import_detail", args=[held.pk]), process_import)
    assert "所推送的共2条：读出2条" in page.shown()
    page.decide(2, "not_enterprise")
    assert held.status == SubmissionState.CHECKED
    assert "须由人工确认" in page.shown()
    assert page.names() == ["济南泺岬0003进出口有限公司"]


def set_aside_rows(client: Client, url: str) -> list[list[Any]]:
    """The downloaded workbook from its headings on."""
    content = download(client, url).getvalue()
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[4:]


def test_long_list_of_rows_set_aside_is_shown_in_part(officer: User, signed_in: SignedIn) -> None:
    submission = preview(officer, [roster_line(1), *[("", "合计", "", "", "", "")] * 601])
    shown = signed_in(officer).get(reverse("roster:submission_detail", args=[submission.pk])).content.decode()
    assert "另602行不是企业" in shown
    assert "以下为前500行" in shown
    assert shown.count("合计") >= 500
    url = reverse("roster:submission_set_aside", args=[submission.pk])
    assert f'<a href="{url}">下载全部（Excel）</a>' in shown
    rows = set_aside_rows(signed_in(officer), url)
    assert len(rows) == 603
    assert rows[-1] == [603, "合计、小计", "合计"]


def test_all_rows_set_aside_are_downloaded_without_natural_persons(page: Page) -> None:
    rows = set_aside_rows(page.client, f"{page.url}set-aside/")
    listed = [row["line"] for row in page.submission.reading["set_aside"]]
    assert [row[0] for row in rows] == ["行", *listed]
    assert "周某" not in str(rows)


def test_rows_of_a_file_that_failed_are_not_downloaded(officer: User, signed_in: SignedIn) -> None:
    url = reverse("roster:submission_set_aside", args=[preview(officer, []).pk])
    assert "这份文件尚未读取" in signed_in(officer).get(url, follow=True).content.decode()


def test_api_answers_where_each_row_of_a_roster_went(roster_page: Page, officer: User) -> None:
    answer = program_of(officer).get(reverse("roster_api:submission_detail", args=[roster_page.submission.pk])).json()
    reading = answer["reading"]
    assert [reading[f"rows_{kind}"] for kind in ("in_file", "read", "refused", "set_aside")] == [6, 2, 1, 3]
    assert reading["set_aside_reasons"] == {"header": 1, "total": 1, "signature": 1}
    assert reading["set_aside"][1] == {"row": 5, "reason": "total", "text": "合计　2家"}
    assert "周某" not in str(answer)


def test_api_answers_where_each_row_of_an_import_went(import_page: Page, credit: User) -> None:
    answer = program_of(credit).get(reverse("blacklists_api:import_detail", args=[import_page.submission.pk])).json()
    reading = answer["reading"]
    assert [reading[f"rows_{kind}"] for kind in ("in_file", "read", "refused", "set_aside")] == [7, 2, 1, 4]


def test_api_has_no_reading_of_a_file_that_failed(officer: User) -> None:
    failed = preview(officer, [])
    answer = program_of(officer).get(reverse("roster_api:submission_detail", args=[failed.pk])).json()
    assert answer["failure"]
    assert answer["reading"] is None


def test_decision_about_a_row_keeps_what_is_typed_for_other_rows(page: Page) -> None:
    key, place = ("uscc", 4) if page.process is process_roster else ("listed_on", 5)
    typed = uscc_of(3) if key == "uscc" else "2026-01-05"
    cell = f"cell-{place}-{key}"
    data = {cell: typed, "lines": "77", "enterprise": str(place + 1), **key_on(page.client, page.url)}
    answer = page.client.post(f"{page.url}rows/", data, follow=True).content.decode()
    assert "还没有提交" in answer
    page.process(page.submission.pk)
    page.submission.refresh_from_db()
    assert page.submission.decided_rows == [(place + 1, True)]
    assert [value_of(page.shown(), name) for name in (cell, "lines")] == [typed, "77"]


def value_of(shown: str, name: str) -> str:
    """Return the value of the input of the form of corrections with this name."""
    (tag,) = re.findall(rf'<input[^>]*\bname="{name}"[^>]*>', shown)
    assert 'form="corrections"' in tag
    return tag.partition(' value="')[2].partition('"')[0]


@pytest.mark.parametrize(
    ("path", "pressed"),
    [
        ("layout/", {"preview": "0", "preview-0": "2"}),
        ("layout/", {"header_line": "999"}),
        ("rows/", {"decision": "", "lines": "x"}),
        ("as-of/", {"as_of": "2"}),
        ("correct/", {}),
    ],
)
def test_every_button_keeps_what_is_typed_beside_the_others(page: Page, path: str, pressed: dict[str, str]) -> None:
    """Cells, line numbers, the as-of day and the layout are posted together, whichever button is pressed."""
    cell, wrong = ("cell-4-uscc", "370102190001010027") if page.process is process_roster else ("cell-5-name", "张三")
    other = "cell-4-name" if page.process is process_roster else "cell-5-listed_on"
    typed = {cell: wrong, other: "2026-01-05", "lines": "77", "as_of": "2026-05-05", **pressed}
    typed |= key_on(page.client, page.url)
    shown = page.client.post(f"{page.url}{path}", typed, follow=True).content.decode()
    assert [value_of(shown, name) for name in ("lines", "as_of")] == [typed["lines"], typed["as_of"]]
    assert "2026-01-05" in shown
    assert wrong not in shown


def test_layout_that_was_chosen_is_kept_when_another_button_is_pressed(page: Page) -> None:
    data = {"as_of": "2", "header_line": "2", **key_on(page.client, page.url)}
    shown = page.client.post(f"{page.url}as-of/", data, follow=True).content.decode()
    assert value_of(shown, "header_line") == "2"


def test_enter_in_a_corrected_cell_corrects_and_decides_nothing(page: Page) -> None:
    shown = page.shown()
    form = shown[shown.index('<form id="corrections"') :]
    assert "correct/" in form[: form.index(">")]
    first = form[form.index("<button") : form.index("</button>")]
    assert "name=" not in first
    buttons = re.findall(r'<button[^>]*form="corrections"', shown[: shown.index('<form id="corrections"')])
    assert buttons == []
