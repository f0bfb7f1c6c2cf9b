"""The description of the API: a complete and valid OpenAPI 3.1 schema, and its page."""

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from jsonschema import Draft202012Validator
from playwright.sync_api import Browser, expect

from accounts.models import User
from blacklists.actions.imports import process_import
from foundation.web.problems import PROBLEM_TYPES, TYPES_PAGE
from tests.blacklists.api_client import CODE, body, entry, read_import, send
from tests.factories import make_certified, make_user
from tests.programs import program_of
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import SignedIn, list_entries, log, preview, put_in_force

OPERATIONS = {
    *("list_months", "read_month", "confirm_month", "list_inquiries", "answer_inquiry"),
    "send_roster",
    "read_submission",
    "list_submission_problems",
    "list_submission_changes",
    "list_submission_removals",
    "list_submission_transfers",
    "confirm_submission",
    "withdraw_submission",
    "push_entries",
    "read_import",
    "list_import_problems",
    "read_standing",
    *("list_revocations", "list_suspensions"),
    "list_measures",
    "list_enterprises",
    "read_enterprise",
    "list_applications",
    *("log_application", "read_application", "correct_application", "supplement_application"),
    *("stop_application", "cancel_application"),
    *("list_lookups", "ask_lookup", "read_lookup", "list_lookup_lines"),
    *("list_notices", "list_notice_changes", "read_notice", "acknowledge_notice"),
    *("list_advice", "read_advice", "answer_advice"),
    *("list_events", "list_violation_reports", "read_violation_report", "report_violation"),
    *("supplement_report", "withdraw_report", "receive_report", "decide_report"),
    *("list_period_reports", "retrieve_period_report"),
    *("issue_certificate", "read_certificate", "read_certificate_file", "read_certificate_pdf"),
}
# Operations that need no token.
PUBLIC_OPERATIONS = {
    *("list_public_enterprises", "read_public_enterprise", "list_public_changes", "list_public_cases"),
    *("read_public_measures", "read_public_statistics"),
}


@pytest.fixture
def schema(db: None) -> dict[str, Any]:
    """The schema as a program reads it, without a token."""
    response = Client().get(reverse("api_schema"))
    assert response.status_code == 200
    read: dict[str, Any] = json.loads(response.content)
    return read


def operations(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Operation id → operation."""
    return {operation["operationId"]: operation for path in schema["paths"].values() for operation in path.values()}


def test_schema_is_valid_and_without_warnings() -> None:
    output = StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=output)
    assert "openapi: 3.1" in output.getvalue()


def test_schema_has_every_operation_with_a_summary_and_its_problems(schema: dict[str, Any]) -> None:
    found = operations(schema)
    assert set(found) == OPERATIONS | PUBLIC_OPERATIONS
    for name, operation in found.items():
        assert operation["summary"]
        assert {"400", "406", "429", "500", "502", "503"} < set(operation["responses"])
        assert ({"401", "403"} <= set(operation["responses"])) == (name in OPERATIONS)
    assert {"404", "409", "411", "413", "415"} < set(found["confirm_submission"]["responses"])
    assert {"409", "422"} < set(found["log_application"]["responses"])
    assert "404" in found["read_standing"]["responses"]


def test_every_json_body_and_answer_of_the_schema_has_an_example_that_it_allows(schema: dict[str, Any]) -> None:
    """The body of a form has files; the file of a certificate is no component."""
    components, checked = {"components": schema["components"]}, 0
    for name, operation in operations(schema).items():
        answers = (answer for status, answer in operation["responses"].items() if status.startswith("2"))
        for content in (operation.get("requestBody", {}), *answers):
            described = content.get("content", {}).get("application/json")
            for example in described["examples"].values() if described else ():
                Draft202012Validator({**described["schema"], **components}).validate(example["value"])
                checked += 1
            assert described is None or described["examples"], name
    assert checked > 40


def test_schema_has_every_kind_of_problem(schema: dict[str, Any]) -> None:
    assert schema["components"]["schemas"]["Problem"]["properties"]["code"]["enum"] == list(PROBLEM_TYPES)
    answers = schema["components"]["responses"].values()
    examples = [example for answer in answers for example in answer["content"]["application/problem+json"]["examples"]]
    assert sorted(examples) == sorted(PROBLEM_TYPES)


def test_lists_of_the_schema_are_paged(schema: dict[str, Any]) -> None:
    for name, operation in operations(schema).items():
        names = {parameter["name"] for parameter in operation.get("parameters", ())}
        assert bool(names & {"page", "after"}) == name.startswith("list_")
        assert ("404" in operation["responses"]) >= bool(names & {"page", "after"})


def check_answer(schema: dict[str, Any], name: str, answer: Any) -> None:
    """Validate an answer against a component of the schema; OpenAPI 3.1 is JSON Schema 2020-12."""
    component = {"$ref": f"#/components/schemas/{name}", "components": schema["components"]}
    Draft202012Validator(component, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(answer)


def test_answers_of_the_roster_api_match_the_schema(schema: dict[str, Any], officer: User) -> None:
    put_in_force(officer, [roster_line(1), roster_line(2), roster_line(3)])
    lines = [roster_line(1), roster_line(2, name="济南改名后进出口有限公司"), roster_line(4, customs_code="3701")]
    program, pk = program_of(officer), preview(officer, lines).pk
    check_answer(schema, "RosterSubmission", program.get(reverse("roster_api:submission_detail", args=[pk])).json())
    for kind in ("problem", "change", "removal"):
        page = program.get(reverse(f"roster_api:{kind}_list", args=[pk])).json()
        assert page["results"]
        check_answer(schema, f"PaginatedRoster{kind.title()}List", page)


def test_answers_of_the_blacklist_api_match_the_schema(schema: dict[str, Any], credit: User, blacklists: None) -> None:
    program = program_of(credit)
    pushed = body(entry(1), entry(2, uscc="9137"))
    check_answer(schema, "PushedEntries", json.loads(pushed))
    pk = send(program, pushed).json()["id"]
    process_import(pk)
    check_answer(schema, "Import", read_import(program, pk))
    page = program.get(reverse("blacklists_api:problem_list", args=[pk])).json()
    assert page["results"]
    check_answer(schema, "PaginatedImportProblemList", page)


def test_answers_of_the_standing_api_match_the_schema(
    schema: dict[str, Any], officer: User, credit: User, clerk: User, blacklists: None
) -> None:
    put_in_force(officer, [roster_line(1)])
    list_entries(credit, CODE, [blacklist_line("某公司", uscc=uscc_of(1))])
    url = reverse("screening_api:standing_detail", args=[uscc_of(1)])
    for user in (credit, clerk):
        check_answer(schema, "Explanation", program_of(user).get(url).json())
    check_answer(schema, "Explanation", program_of(clerk).get(url, {"on": "2020-01-01"}).json())
    check_answer(schema, "Problem", program_of(clerk).get(url, {"on": "2999-01-01"}).json())


def test_answers_of_the_departments_api_match_the_schema(
    schema: dict[str, Any], clerk: User, reference_data: None
) -> None:
    enterprise, program = make_certified(), program_of(clerk)
    log(enterprise, clerk)
    for name, url in (
        ("EnterpriseNow", reverse("feedback_api:enterprise_detail", args=[enterprise.uscc])),
        ("PaginatedEnterpriseNowList", reverse("feedback_api:enterprise_list") + "?q=汀岚"),
        ("PaginatedApplicationList", reverse("feedback_api:application_list")),
    ):
        check_answer(schema, name, program.get(url).json())


def test_examples_of_the_document_match_the_schema(schema: dict[str, Any]) -> None:
    text = Path(settings.BASE_DIR, "docs", "api.md").read_text(encoding="utf-8")
    listed, problem, confirmation, logged, pushed = (
        json.loads(example) for example in re.findall("```json\n(.*?)```", text, re.DOTALL)
    )
    check_answer(schema, "PaginatedRosterProblemList", listed)
    check_answer(schema, "Problem", problem)
    check_answer(schema, "RosterConfirmation", confirmation)
    check_answer(schema, "NewApplication", logged)
    check_answer(schema, "PushedEntries", pushed)


@pytest.mark.django_db
def test_page_explains_every_kind_of_problem(signed_in: SignedIn) -> None:
    assert reverse("api_docs") == TYPES_PAGE
    page = signed_in(make_user()).get(TYPES_PAGE).content.decode()
    for code, problem_type in PROBLEM_TYPES.items():
        assert f'id="problem-{code}"' in page
        assert problem_type.title in page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1280, 375])
def test_page_shows_an_operation_within_the_content_security_policy(
    browser: Browser, live_server: Any, signed_in: SignedIn, width: int
) -> None:
    session = signed_in(make_user()).cookies["sessionid"].value
    context = browser.new_context(locale="zh-CN", viewport={"width": width, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto(live_server.url + reverse("api_docs"))
    operation = page.locator("#operations-名单报送-confirm_submission")
    operation.get_by_role("button").first.click()
    expect(operation).to_contain_text("预览之后名单已有变化的，答复 409")
    expect(operation).to_contain_text("removed_count")
    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    # Swagger UI's own markup has violations, which the portal cannot correct.
    violations = Axe().run(page, context={"exclude": ["#swagger-ui"]}).response["violations"]
    context.close()
    assert (complaints, beyond, violations) == ([], 0, [])
    assert [url for url in requested if not url.startswith((live_server.url, "data:"))] == []
