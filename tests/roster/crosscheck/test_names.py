"""Names as people compare them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roster.crosscheck.names import bigrams, normalise

SAME = "济南市（高新）ABC贸易有限公司"


@pytest.mark.parametrize(
    "written",
    [
        "济南市(高新)ABC贸易有限公司",
        "济南市 （高新） ＡＢＣ贸易有限公司",
        "濟南市（高新）abc貿易有限公司",
        "济南市【高新】·ABC-贸易有限公司\u200b",
    ],
)
def test_width_case_brackets_spaces_and_script_are_set_aside(written: str) -> None:
    assert normalise(written) == normalise(SAME)


@pytest.mark.parametrize("other", ["济南市高新ABC贸易有限责任公司", "济南市高新ABD贸易有限公司", "高新ABC贸易有限公司"])
def test_another_word_is_another_name(other: str) -> None:
    assert normalise(other) != normalise(SAME)


@given(name=st.text(max_size=20))
def test_normalising_twice_changes_nothing(name: str) -> None:
    assert normalise(normalise(name)) == normalise(name)


@given(name=st.text("济南泺岬进出口有限公司贸易", min_size=2, max_size=12), data=st.data())
def test_a_part_of_a_name_has_only_bigrams_of_the_name(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 2))
    end = data.draw(st.integers(start + 2, len(name)))
    assert set(bigrams(name[start:end])) <= set(bigrams(name))


def test_a_single_character_is_its_own_bigram_and_nothing_has_none() -> None:
    assert bigrams("济") == ["济"]
    assert bigrams("（）") == []
