"""What an inspection of government sites rejects a site for (政府网站与政务新媒体检查指标), as far as it is measurable.

The public pages are asked for as a visitor does, without a sign-in: from the home page on along the links. A list can
have a page for each of 100,000 enterprises, so only some pages of each kind are opened.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import urldefrag, urljoin, urlsplit

from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from lxml import html

from incentives.models import ActionPlan, MeasureVersion
from publicity.models import Bulletin, IncentiveCase, Objection, Publication
from workdays.site_settings import missing_texts

# A home page that shows nothing newer is rejected.
HOME_UPDATED_WITHIN = timedelta(days=14)
# So many pages of one kind (one name in the URL configuration) are opened.
PAGES_OF_A_KIND = 3
# Elements that load a file, and the attribute with its address.
LOADED = ("//link[@rel='stylesheet' or @rel='icon']/@href", "//script/@src", "//img/@src", "//iframe/@src")
NEEDED_IN_A_PAGE = {
    "标题": "//title",
    "内容说明": "//meta[@name='description']",
    "网站名称": "//meta[@name='SiteName']",
    "语言": "/html/@lang",
}
# Column → whether it has something to show.
COLUMNS: dict[str, Callable[[], bool]] = {
    "企业名单": lambda: Publication.objects.visible().exists(),
    "名单更新": lambda: Bulletin.objects.published().exists(),
    "激励措施": lambda: MeasureVersion.objects.in_force(on=timezone.localdate()).exists(),
    "典型案例": lambda: IncentiveCase.objects.visible().exists(),
    "行动方案": lambda: ActionPlan.objects.in_force(on=timezone.localdate()).exists(),
}
Found = Iterator[str]


class Page(NamedTuple):
    """A page that a visitor gets: address, status, the address of a page with a link to it, and the parsed content.

    `content` is None of what is not a page, such as a download or an error.
    """

    address: str
    status: int
    linked_from: str
    content: Any


def broken_rules() -> dict[str, list[str]]:
    """Rule → where the site breaks it; empty where it keeps all."""
    pages = list(_pages())
    found = {rule: list(check(pages)) for rule, check in RULES.items()}
    return {rule: places for rule, places in found.items() if places}


def _pages() -> Iterator[Page]:
    """Open the public pages, from the home page on along the links. Downloads are read to their end."""
    host = settings.ALLOWED_HOSTS[0].lstrip(".*") or "localhost"
    client = Client(SERVER_NAME=host)
    home = reverse("publicity:home")
    linked_from, kinds = {home: home}, Counter[str]()
    queue = [home]
    while queue:
        address = queue.pop(0)
        response = client.get(address, secure=True, follow=True)
        if response.streaming:
            deque(response, maxlen=0)
            yield Page(address, response.status_code, linked_from[address], None)
            continue
        is_page = response.status_code == HTTPStatus.OK and response.headers["Content-Type"].startswith("text/html")
        content = html.document_fromstring(response.content) if is_page else None
        yield Page(address, response.status_code, linked_from[address], content)
        for target in _links(address, content):
            if target in linked_from or kinds[kind := _kind(target)] >= PAGES_OF_A_KIND:
                continue
            kinds[kind] += 1
            linked_from[target] = address
            queue.append(target)


def _links(address: str, content: Any) -> Iterator[str]:
    """Yield the addresses on this site that the page links to, without the part after #."""
    for href in content.xpath("//a/@href") if content is not None else ():
        target, _ = urldefrag(urljoin(address, href))
        if target.startswith("/"):
            yield target


def _kind(address: str) -> str:
    """Return the name of the address in the URL configuration; the address itself where it leads nowhere."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return address


def _unanswered_pages(pages: list[Page]) -> Found:
    for page in pages:
        if page.status != HTTPStatus.OK:
            yield f"{page.address}（{page.status}，链接在{page.linked_from}）"


def _outside_files(pages: list[Page]) -> Found:
    for page in pages:
        if page.content is not None:
            for source in page.content.xpath(" | ".join(LOADED)):
                if urlsplit(source).netloc:
                    yield f"{page.address}引用{source}"


def _incomplete_pages(pages: list[Page]) -> Found:
    for page in pages:
        if page.content is not None:
            missing = [name for name, path in NEEDED_IN_A_PAGE.items() if not page.content.xpath(path)]
            if len(page.content.xpath("//h1")) != 1:
                missing.append("唯一的一级标题")
            if missing:
                yield f"{page.address}缺{'、'.join(missing)}"


def _old_home(pages: list[Page]) -> Found:
    dated = (Bulletin.objects.published(), IncentiveCase.objects.visible())
    newest: list[datetime] = [each.published_at for each in (rows.latest("published_at") for rows in dated if rows)]
    if not newest:
        yield "没有公布过名单和案例"
    elif max(newest) < timezone.now() - HOME_UPDATED_WITHIN:
        yield f"最近的内容公布于{timezone.localdate(max(newest)).isoformat()}"


def _empty_columns(pages: list[Page]) -> Found:
    return (column for column, has_content in COLUMNS.items() if not has_content())


def _missing_footer(pages: list[Page]) -> Found:
    yield from missing_texts()


def _late_answers(pages: list[Page]) -> Found:
    for objection in Objection.objects.overdue():
        yield f"{objection.number}应于{objection.due_on.isoformat()}前答复"


RULES: dict[str, Callable[[list[Page]], Found]] = {
    "首页两周内有更新": _old_home,
    "栏目不空白": _empty_columns,
    "链接均可打开": _unanswered_pages,
    "不引用外部资源": _outside_files,
    "页面有标题、说明和唯一的一级标题": _incomplete_pages,
    "页脚信息齐全": _missing_footer,
    "异议均按期答复": _late_answers,
}
