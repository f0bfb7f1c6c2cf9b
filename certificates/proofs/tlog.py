"""The Merkle tree of a log (RFC 6962, section 2.1) from the hashes of its complete subtrees.

A node is the root of a complete subtree of 2**level leaves: (level, index). Nodes are never changed, so a log keeps
them as rows and reads the few that a root or a proof is made of: `nodes_of` says which. A tile of C2SP tlog-tiles is a
run of 256 nodes of one level.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from hashlib import sha256

Node = tuple[int, int]
"""Level and index of a complete subtree."""
Range = tuple[int, int]
"""The leaves from the first index to before the second one."""

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of an entry of the log."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node above two others."""
    return sha256(b"\x01" + left + right).digest()


def nodes_of(leaves: Range) -> list[Node]:
    """Return the nodes that the range is made of, from the left; it begins where a subtree of its size can begin."""
    begin, end = leaves
    found = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        found.append((level, begin >> level))
        begin += 1 << level
    return found


def range_hash(leaves: Range, hashes: Mapping[Node, bytes]) -> bytes:
    """Return the hash over the range from the hashes of its nodes."""
    return _fold([hashes[node] for node in nodes_of(leaves)])


def siblings_of(index: int) -> list[Node]:
    """Return the nodes that the leaf with this index completes subtrees with, from the lowest level on."""
    found: list[Node] = []
    while index % 2:
        found.append((len(found), index - 1))
        index //= 2
    return found


def new_nodes(index: int, leaf: bytes, siblings: Mapping[Node, bytes]) -> Iterator[tuple[Node, bytes]]:
    """Yield the nodes that a leaf with this index adds, with their hashes: itself, and the subtrees it completes."""
    yield (0, index), leaf
    for level, sibling in siblings_of(index):
        leaf = node_hash(siblings[level, sibling], leaf)
        yield (level + 1, sibling // 2), leaf


class Frontier:
    """A tree that only grows, of which no more is kept than its root needs."""

    def __init__(self) -> None:
        self.size = 0
        self._hashes: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Add the hash of the next entry."""
        for _ in siblings_of(self.size):
            leaf = node_hash(self._hashes.pop(), leaf)
        self._hashes.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """Return the root of the tree as it is now."""
        return _fold(self._hashes)


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Return the ranges whose hashes prove that the leaf is in the tree of the size, the lowest first."""
    path: list[Range] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _largest_power_below(end - begin)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((begin, middle))
            begin = middle
    return path[::-1]


def consistency_ranges(old: int, size: int) -> list[Range]:
    """Return the ranges whose hashes prove that the tree of the old size is the beginning of that of the size.

    None are needed from the empty tree on, nor between equal sizes.
    """
    if old in (0, size):
        return []
    path: list[Range] = []
    begin, end = 0, size
    while old < end:
        middle = begin + _largest_power_below(end - begin)
        if old <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((begin, middle))
            begin = middle
    return [*([(begin, end)] if begin else []), *path[::-1]]


def is_included(*, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof leads from the leaf with this index to the root of the tree of the size (RFC 9162, 2.1.3.2)."""
    if index >= size:
        return False
    place, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place % 2 or place == last:
            found = node_hash(sibling, found)
            while place and not place % 2:
                place, last = place // 2, last // 2
        else:
            found = node_hash(found, sibling)
        place, last = place // 2, last // 2
    return last == 0 and found == root


def is_consistent(*, old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof leads from the root of the old tree to the root of the tree of the size (RFC 9162, 2.1.4.2)."""
    if old > size:
        return False
    if old in (0, size):
        return not proof and old_root == (EMPTY_ROOT if old == 0 else root)
    hashes = list(proof) if old & (old - 1) else [old_root, *proof]
    if not hashes:
        return False
    place, last = old - 1, size - 1
    while place % 2:
        place, last = place // 2, last // 2
    old_found = found = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if place % 2 or place == last:
            old_found, found = node_hash(sibling, old_found), node_hash(sibling, found)
            while place and not place % 2:
                place, last = place // 2, last // 2
        else:
            found = node_hash(found, sibling)
        place, last = place // 2, last // 2
    return last == 0 and old_found == old_root and found == root


def nodes_of_all(ranges: Iterable[Range]) -> set[Node]:
    """Return the nodes that the hashes of the ranges are made of."""
    return {node for leaves in ranges for node in nodes_of(leaves)}


def _fold(hashes: Sequence[bytes]) -> bytes:
    """Return the hash over complete subtrees, of which the left ones are the larger ones."""
    return reduce(lambda right, left: node_hash(left, right), reversed(hashes)) if hashes else EMPTY_ROOT


def _largest_power_below(size: int) -> int:
    """Return the largest power of two that is less than the size."""
    return 1 << ((size - 1).bit_length() - 1)
