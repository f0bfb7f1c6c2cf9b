"""The feed of the changes of the list, for whoever keeps a copy (docs/adr/0022-open-data.md)."""

from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from foundation.web.dates import chinese_date
from publicity.open_data.fields import CHANGED, JOINED, LEFT
from publicity.open_data.rows import newest_changes

MOST = 200
LABELS = {JOINED: "新增", CHANGED: "变更信息", LEFT: "移出"}


class Change(NamedTuple):
    """A change of the list; of an enterprise that left, all but moment, kind and number is None."""

    at: datetime
    kind: str
    number: str
    name: str | None
    uscc: str | None
    customs_code: str | None
    aeo_code: str | None
    office: str | None
    certified_on: Any
    since: Any
    published_on: Any
    batch: str | None


class ChangesFeed(Feed):
    """The newest changes, one entry each: an enterprise that left is a public number and a day."""

    feed_type = Atom1Feed
    language = "zh-CN"
    title = "信用济南：联合激励对象名单的变动"
    subtitle = "新增和变更的企业列名；移出的企业只有公布编号。"
    author_name = "信用济南"

    def link(self) -> str:
        return reverse("publicity:open_data")

    def items(self) -> list[Change]:
        return [Change(*row) for row in newest_changes(MOST)]

    def item_title(self, item: Change) -> str:
        return f"{LABELS[item.kind]}：{item.name or item.number}"

    def item_description(self, item: Change) -> str:
        if item.name is None:
            return f"公布编号{item.number}的企业已移出名单。保存副本的，请删除。"
        return f"公布编号{item.number}，{item.uscc}，{item.office}，{chinese_date(item.certified_on)}认证。"

    def item_link(self, item: Change) -> str:
        if item.uscc is None:
            return reverse("publicity:open_data")
        return reverse("publicity:enterprise_detail", args=[item.uscc])

    def item_guid(self, item: Change) -> str:
        return f"urn:credit-jinan:open-data:{item.kind}:{item.number}:{item.at.isoformat()}"

    def item_pubdate(self, item: Change) -> datetime:
        return item.at

    item_updateddate = item_pubdate
