"""Every kind of notice has its wording."""

from feedback.states import NoticeKind
from feedback.wording import NOTICE_TEXTS


def test_notice_of_every_kind_has_its_wording() -> None:
    assert set(NOTICE_TEXTS) == set(NoticeKind)
