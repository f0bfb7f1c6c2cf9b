"""The work on publication that waits for a person."""

from accounts.models import User
from foundation.web.work_items import Kind, list_url
from publicity.models.publications import publishable_standings


def waiting(user: User) -> list[Kind]:
    """Return the enterprises that can be published."""
    if not user.has_perm("publicity.add_publication"):
        return []
    url = list_url("publicity:publication_list", shown="publishable")
    return [Kind("待公布的联合激励对象", url, publishable_standings(), since="known_at")]
