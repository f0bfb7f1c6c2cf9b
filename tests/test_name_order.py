"""Lists of enterprises and of entries are in the order of the pinyin of their names."""

import pytest
from django.urls import reverse

from accounts.models import User
from blacklists.models import Blacklist, BlacklistEntry
from matching.pinyin import sort_keys
from roster.models import Enterprise
from tests.spreadsheet_files import blacklist_line, roster_line
from tests.steps import SignedIn, list_entries, put_in_force

# In the order of their pinyin: chang2, ji3, ji4, xia4, zhong4; by their characters 中 would be the first.
NAMES = ("长岬洄有限公司", "济南岬洄有限公司", "济岬洄有限公司", "厦门岬洄有限公司", "中岬洄有限公司")


def names_in(page: str) -> list[str]:
    """Return the names in the order of the page."""
    return sorted(NAMES, key=page.index)


@pytest.mark.django_db
@pytest.mark.usefixtures("blacklists")
def test_enterprises_stand_in_the_order_of_their_pinyin(officer: User, signed_in: SignedIn) -> None:
    lines = [roster_line(serial, name=name) for serial, name in enumerate(reversed(NAMES), start=1)]
    lines[0] = roster_line(1, name="安岬洄有限公司")
    put_in_force(officer, lines)
    put_in_force(officer, [roster_line(1, name=NAMES[-1])], mode="changes")
    page = signed_in(officer).get(reverse("feedback:enterprise_list")).content.decode()
    assert names_in(page) == list(NAMES)
    for enterprise in Enterprise.objects.all():
        assert enterprise.sort_key == sort_keys([enterprise.name_key])[0]


@pytest.mark.django_db
@pytest.mark.usefixtures("blacklists")
def test_entries_are_sorted_by_the_pinyin_of_their_names(credit: User, signed_in: SignedIn) -> None:
    lines = [blacklist_line(name, document=f"（2026）鲁0102执{place}号") for place, name in enumerate(reversed(NAMES))]
    code = Blacklist.objects.earliest("pk").code
    list_entries(credit, code, lines)
    address = reverse("blacklists:blacklist_detail", args=[code])

    def names(**query: str) -> list[str]:
        return names_in(signed_in(credit).get(address, query).content.decode())

    assert names(order="sort_key") == list(NAMES)
    assert names(order="-sort_key") == list(reversed(NAMES))
    for order in (",", ",,,"):  # no column: the list keeps its own order
        assert names(order=order) == names()
    for entry in BlacklistEntry.objects.all():
        assert entry.sort_key == sort_keys([entry.name_key])[0]
