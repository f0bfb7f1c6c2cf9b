"""The check of the HTML of pages finds what a browser takes otherwise than it is written."""

import pytest

from tests.valid_html import faults

PAGE = '<!DOCTYPE html><html lang="zh-CN"><head><title>页</title></head><body>{}</body></html>'


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("<p><div>一</div></p>", ["line 1: Unexpected </p> end tag", "<div> is taken for </p>"]),
        ('<a id="一" id="二">三</a>', ["<a id id> is taken for <a id>"]),
        ("<table><div>一</div></table>", ["<table> is taken for <div>"]),
        ("<form><form></form></form>", ["<form> is taken for </form>"]),
        ("<ul><li>一</ul>", ["</ul> is taken for </li>"]),
        ("<div/><p>一</p>", ["</div> is taken for <p>"]),
    ],
)
def test_fault_is_found(content: str, found: list[str]) -> None:
    assert list(faults(PAGE.format(content))) == found


def test_valid_page_has_no_fault() -> None:
    field = '<input name="一" disabled/><br><textarea>\n&lt;b&gt;</textarea><noscript><p>二</p></noscript>'
    table = '<table><tr><td>三</td></tr></table><svg viewBox="0 0 1 1"><path d="M0"/></svg>'
    assert not list(faults(PAGE.format(field + table)))


def test_fragment_is_a_page_without_a_head() -> None:
    assert not list(faults('<div id="progress"><p>一</p></div>'))
    assert list(faults('<div id="progress"><p>一</div>'))
