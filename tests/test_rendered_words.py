"""How every page reads, as a browser shows it: dates in Chinese, and no blank between Chinese characters."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.test import Client

from tests.test_query_counts import City, lists

ISO_DAY = re.compile(r"(?<![\w/=?&-])20\d\d-[01]\d-[0-3]\d(?![\w-])")
# Inline elements join the texts beside them, any other element separates them.
INLINE = re.compile(r"</?(?:a|b|em|strong|small|span|del|ins|mark|time)\b[^>]*>")
BETWEEN_CHINESE = re.compile(r"[\u4e00-\u9fff][ \n]+[，。；：、）》”]|[，。；：、（《“][ \n]+[\u4e00-\u9fff]")


def texts(page: str) -> Iterator[str]:
    """The texts that the page shows, without those of fields and scripts; blanks as a browser joins them."""
    main = page[page.index("<main") : page.index("</main>")]
    for shown in re.split(r"<[^>]+>", INLINE.sub("", re.sub(r"<(script|textarea)\b.*?</\1>", "", main, flags=re.S))):
        if text := re.sub(r"\s+", " ", unescape(shown)).strip():
            yield text


# Pages that quote cells as they are written in the file.
QUOTING = {"problems", "entry", "hit"}


def is_well_written(text: str, *, quotes_a_file: bool) -> bool:
    return not BETWEEN_CHINESE.search(text) and (quotes_a_file or not ISO_DAY.search(text))


@pytest.mark.django_db
def test_pages_write_dates_in_chinese_and_no_blank_beside_chinese_punctuation() -> None:
    city = City()
    city.grow(2)
    found = []
    for name, (user, url) in lists(city).items():
        client = Client()
        if user:
            client.force_login(user)
        page = client.get(url).getvalue().decode(errors="replace")
        if "<main" in page:
            shown = texts(page)
            found += [(name, text) for text in shown if not is_well_written(text, quotes_a_file=name in QUOTING)]
    assert found == []
