"""Measure how well screening separates variants of a name from names of other enterprises.

Run by `make bench BENCH=screening_quality`. Every planted enterprise is compared with every planted entry, by name
alone. A pair is found if it is a hit; it is decided if its score requires a decision. Recall counts the decided pairs.
"""

import sys
from collections import Counter, defaultdict

from benchmarks.engine import Figure, report
from benchmarks.screening_in_memory import match_sides
from benchmarks.screening_planted import Planted, planted_pairs
from matching.names import names_in, parse_all
from matching.rules import MATCH_TYPES
from matching.scoring import Match, Party

HEAD = ("kind", "promised", "planted", "found", "decided", "recall")
ROW = "| {:<32} | {:<8} | {:>7} | {:>5} | {:>7} | {:>6} |"
RULE = ROW.format("-" * 32, "-" * 8, *("-" * (len(title) - 1) + ":" for title in HEAD[2:]))
UNPLANTED = "pairs that were not planted"


def matches(pairs: list[Planted]) -> list[Match]:
    """Return the matches of all enterprises with all entries; a primary key is an index of `pairs`."""
    enterprises = [Party(pk, names=tuple(parse_all(pair.names))) for pk, pair in enumerate(pairs)]
    return list(
        match_sides(
            enterprises, [Party(pk, names=tuple(parse_all(names_in(pair.entry)))) for pk, pair in enumerate(pairs)]
        )
    )


def table(pairs: list[Planted], found: list[Match]) -> list[str]:
    """Return one line per kind, and one for the pairs that were not planted."""
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        kinds[pair.kind]["planted"] += 1
    for match in found:
        kind = kinds[pairs[match.left].kind if match.left == match.right else UNPLANTED]
        kind["found"] += 1
        kind["decided"] += match.needs_decision
    first = {pair.kind: pair for pair in reversed(pairs)}
    lines = [ROW.format(*HEAD), RULE]
    for name, count in kinds.items():
        pair = first.get(name)
        recall = f"{count['decided'] / count['planted']:.3f}" if pair and pair.same else ""
        promised = ("yes" if pair.promised else "no") if pair and pair.same else "–"
        lines.append(ROW.format(name, promised, count["planted"], count["found"], count["decided"], recall))
    return lines


def figures(pairs: list[Planted], found: list[Match]) -> list[Figure]:
    decided = {(match.left, match.right) for match in found if match.needs_decision}
    true = {pk for pk, pair in enumerate(pairs) if pair.same}
    promised = {pk for pk in true if pairs[pk].promised}
    hits = {left for left, right in decided if left == right}
    return [
        Figure("recall within the promise", len(promised & hits) / len(promised), 1, at_least=True),
        Figure("recall over all", len(true & hits) / len(true), 0.985, at_least=True),
        Figure("true among the decided", len(true & hits) / len(decided), 0.75, at_least=True),
        Figure("blocked by a name alone", sum(MATCH_TYPES[match.match_type].counts for match in found), 0),
    ]


def main() -> None:
    pairs = planted_pairs()
    found = matches(pairs)
    print("\n".join(table(pairs, found)), end="\n\n")
    sys.exit(not report(figures(pairs, found)))


if __name__ == "__main__":
    main()
