"""Text differences: the segments contain both texts, and exactly the differences are marked."""

from hypothesis import given
from hypothesis import strategies as st

from matching.text_diff import Segment, diff_text

TEXTS = st.text(alphabet="济南泺岬进出口有限公司（）0123ABC", max_size=30)


@given(TEXTS, TEXTS)
def test_joined_segments_are_the_texts(left: str, right: str) -> None:
    lefts, rights = diff_text(left, right)
    assert "".join(piece.text for piece in lefts) == left
    assert "".join(piece.text for piece in rights) == right


@given(TEXTS, TEXTS)
def test_equal_segments_are_on_both_sides_in_order(left: str, right: str) -> None:
    lefts, rights = diff_text(left, right)
    assert [piece.text for piece in lefts if piece.same] == [piece.text for piece in rights if piece.same]
    assert all(piece.text for piece in (*lefts, *rights))


@given(TEXTS)
def test_identical_texts_are_one_equal_segment(text: str) -> None:
    assert all(piece.same for side in diff_text(text, text) for piece in side)


def test_one_different_character_is_marked() -> None:
    lefts, rights = diff_text("济南泺岬贸易有限公司", "济南泺甲贸易有限公司")
    assert lefts == [Segment("济南泺", True), Segment("岬", False), Segment("贸易有限公司", True)]
    assert rights == [Segment("济南泺", True), Segment("甲", False), Segment("贸易有限公司", True)]


def test_text_on_only_one_side_is_marked() -> None:
    lefts, rights = diff_text("山东泺岬集团有限公司", "山东泺岬有限公司")
    assert lefts == [Segment("山东泺岬", True), Segment("集团", False), Segment("有限公司", True)]
    assert all(piece.same for piece in rights)
