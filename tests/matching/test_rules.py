"""The rules as stored with a hit, and their sentences."""

import json
from string import Formatter

import pytest

from matching.name_rules import compare_names
from matching.names import parse
from matching.rules import RULES, apply_rule, rule_text


@pytest.mark.parametrize("code", RULES)
def test_sentence_of_every_rule_uses_exactly_its_parameters(code: str) -> None:
    rule = RULES[code]
    used = {name for _, name, _, _ in Formatter().parse(rule.message) if name is not None}
    assert used == set(rule.params)
    params = {name: kind(7) for name, kind in rule.params.items()}
    text = rule_text(apply_rule(code, **params))
    assert "7" in text
    assert "{" not in text


def test_sentence_of_a_rule_names_both_sides() -> None:
    assert rule_text(apply_rule("place_differs", left="济南", right="青岛")) == "地名不同：“济南”与“青岛”"


def test_sentence_of_an_unknown_rule_raises() -> None:
    with pytest.raises(KeyError):
        rule_text({"rule": "moon_phase", "params": {}, "weight": 1})


def test_applied_rule_of_an_unknown_code_raises() -> None:
    with pytest.raises(KeyError):
        apply_rule("moon_phase")


def test_applied_rule_is_stored_as_code_parameters_and_weight() -> None:
    (applied,) = compare_names(parse("济南泺岬澜贸易有限公司"), parse("济南泺岬澜贸易有限公司"))
    assert json.loads(json.dumps(applied)) == {
        "rule": "name_same",
        "params": {"both": "济南泺岬澜贸易有限公司"},
        "weight": 95,
    }
