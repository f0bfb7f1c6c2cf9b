"""The messages of Django on our pages: every one is Chinese, in the words of an office."""

import re
from datetime import date
from pathlib import Path

import django
import polib
import pytest
from django import forms
from django.conf import settings
from django.utils.translation import gettext

OURS = Path(settings.BASE_DIR, "locale", "zh_Hans", "LC_MESSAGES")
DJANGO = Path(django.__file__).parent
APPS = ("conf", "contrib/admin", "contrib/auth", "contrib/contenttypes", "contrib/postgres", "contrib/sessions")
SOURCES = [path for app in APPS for path in sorted((DJANGO / app / "locale" / "en" / "LC_MESSAGES").glob("*.po"))]


def messages(path: Path) -> dict[tuple[str | None, str], polib.POEntry]:
    return {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path)) if not entry.obsolete}


def translated(path: Path) -> set[tuple[str | None, str]]:
    return {key for key, entry in messages(path).items() if entry.translated()}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: f"{path.parents[3].name}-{path.name}")
def test_every_message_of_django_is_translated_by_it_or_by_us(source: Path) -> None:
    chinese = source.parents[2] / "zh_Hans" / "LC_MESSAGES" / source.name
    assert not messages(source).keys() - translated(chinese) - translated(OURS / source.name)


@pytest.mark.parametrize("name", ["django.po", "djangojs.po"])
def test_our_messages_are_those_of_django_with_the_same_parameters(name: str) -> None:
    known = {key: entry for source in SOURCES if source.name == name for key, entry in messages(source).items()}
    parameter = re.compile(r"%\(\w+\)[srd]|%[srd]|\{\w+\}")
    for key, entry in messages(OURS / name).items():
        assert key in known, f"Django has no such message: {key[1]}"
        for text in (entry.msgstr, *entry.msgstr_plural.values()):
            assert not text or set(parameter.findall(text)) <= set(parameter.findall(entry.msgid)), key[1]


def test_messages_address_the_reader_politely() -> None:
    for path in OURS.glob("*.po"):
        texts = [text for entry in polib.pofile(str(path)) for text in (entry.msgstr, *entry.msgstr_plural.values())]
        assert not [text for text in texts if "你" in text]
        assert not [text for text in texts if re.search("[\u4e00-\u9fff，。“”] +[\u4e00-\u9fff“]", text)]


@pytest.mark.parametrize("text", ["2026-07-10", "2026/7/10", "2026.7.10", "2026年7月10日", "2026年07月10日"])
def test_days_are_read_as_the_message_says(text: str) -> None:
    assert forms.DateField().clean(text) == date(2026, 7, 10)


def test_pages_use_our_words() -> None:
    assert gettext("This field is required.") == "请填写这一项。"
    assert gettext("Enter a valid date.") == "请填写正确的日期，如2026年7月10日或2026-07-10。"
