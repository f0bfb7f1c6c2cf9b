"""What the portal logs: who and what, never the contents of rows."""

import json
import logging
from typing import Any

import pytest
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path, reverse

from accounts.access import public
from accounts.models import User
from credit_portal.celery import app
from credit_portal.logs import JsonFormatter, PlainFormatter
from roster.models import Enterprise

NAME = "济南汀岚\n进出口有限公司"
OTHER_LINE = "进出口有限公司"
pytestmark = pytest.mark.django_db


def break_constraint() -> None:
    """Store an incomplete enterprise; the error of the database quotes the row."""
    Enterprise.objects.create(uscc="x", name=NAME)


@public
def broken(request: HttpRequest) -> HttpResponse:
    break_constraint()
    return HttpResponse()


@app.task
def broken_task() -> None:
    break_constraint()


urlpatterns = [path("broken/", broken), path("", include("credit_portal.urls"))]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Any:
    """A function that returns the lines logged since, as they are in operation."""
    caplog.handler.setFormatter(JsonFormatter())
    return lambda: [json.loads(line) for line in caplog.text.splitlines()]


@pytest.mark.urls(__name__)
def test_error_of_the_database_is_logged_without_the_row(lines: Any) -> None:
    response = Client(raise_request_exception=False).get("/broken/")
    (line,) = lines()
    assert line["message"] == "Internal Server Error: /broken/"
    assert line["request_id"] == response["X-Request-ID"]
    assert "violates not-null constraint" in line["traceback"]
    assert "break_constraint" in line["traceback"]
    assert OTHER_LINE not in json.dumps(line, ensure_ascii=False)


def test_error_of_a_task_is_logged_with_the_task_and_without_the_row(lines: Any) -> None:
    result = broken_task.apply()
    (line,) = lines()
    assert (line["task"], line["task_id"]) == (broken_task.name, result.id)
    assert "violates not-null constraint" in line["message"]
    assert OTHER_LINE not in json.dumps(line, ensure_ascii=False)


@pytest.mark.parametrize("formatter", [JsonFormatter(), PlainFormatter()])
def test_errors_in_messages_are_logged_without_values(
    formatter: logging.Formatter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.setFormatter(formatter)
    logger = logging.getLogger("test")
    for error in (
        ValueError("insert\nDETAIL:  Failing row contains (1, 汀岚\n进出口有限公司)."),
        ValueError("COPY\nCONTEXT:  COPY x, line 1: 汀岚"),
        DataError('invalid input syntax for type integer: "汀岚\n进出口有限公司"'),
    ):
        logger.error("It failed: %s", error)
        logger.error("It failed: %r", error)
    assert caplog.text.count("It failed") == 6
    assert "汀岚" not in caplog.text
    assert OTHER_LINE not in caplog.text


def test_wrong_host_is_one_line(lines: Any) -> None:
    assert Client(headers={"host": "elsewhere.example"}).get("/").status_code == 400
    (line,) = lines()
    assert "elsewhere.example" in line["message"]
    assert "traceback" not in line


def test_line_about_a_request_has_its_id_and_user(lines: Any, clerk: User, signed_in: Any) -> None:
    response = signed_in(clerk).get(reverse("blacklists:blacklist_list"))
    assert response.status_code == 403
    (line,) = lines()
    assert (line["request_id"], line["user"]) == (response["X-Request-ID"], clerk.pk)
    assert line["address"] == "127.0.0.1"
    assert {"time", "level", "logger"} < set(line)


def test_failed_sign_in_is_logged_without_what_was_typed(lines: Any) -> None:
    Client().post(reverse("accounts:login"), {"username": "汀岚", "password": "kept-by-nobody"})
    (line,) = lines()
    assert (line["logger"], line["address"]) == ("accounts.receivers", "127.0.0.1")
    assert "汀岚" not in json.dumps(line, ensure_ascii=False)
    assert "kept-by-nobody" not in json.dumps(line)


def test_wrong_token_is_logged_without_the_token(lines: Any) -> None:
    Client(headers={"authorization": "Token kept-by-nobody"}).get("/api/v1/roster/submissions/1/")
    (line,) = lines()
    assert line["message"].startswith("Unauthorized: ")
    assert "kept-by-nobody" not in json.dumps(line)
