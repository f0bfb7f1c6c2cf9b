"""The Merkle tree of the log, by the vectors of RFC 6962 and of C2SP tlog-tiles."""

import pytest

from certificates.proofs import tlog
from certificates.proofs.checkpoints import Checkpoint, CosigningRequest, InclusionProof
from certificates.proofs.encoding import FormatError, to_base64
from tests.certificates.certificate_files import MemoryLog

# The entries with which implementations of RFC 6962 are compared, and the roots of the trees of their first ones.
ENTRIES = [
    *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SIZES = range(1, 18)
LOG = MemoryLog(bytes([number]) for number in SIZES)


def test_roots_are_those_of_the_vectors() -> None:
    log = MemoryLog(map(bytes.fromhex, ENTRIES))
    assert [log.root(size).hex() for size in range(len(ROOTS))] == ROOTS


def test_tree_of_the_specification_has_its_nodes() -> None:
    """A tree of 70,000 has 273 full tiles and one of 112 hashes; one full and one of 17; one of one hash."""
    counts = [70_000 >> 8 * level for level in range(3)]
    assert [divmod(count, 256) for count in counts] == [(273, 112), (1, 17), (0, 1)]
    assert tlog.nodes_of((0, 70_000)) == [(16, 0), (12, 16), (8, 272), (6, 1092), (5, 2186), (4, 4374)]


def test_every_leaf_is_proved_in_every_tree_and_no_other_is() -> None:
    for size in SIZES:
        root = LOG.root(size)
        for index in range(size):
            leaf, proof = LOG.nodes[0, index], LOG.hashes(tlog.inclusion_ranges(index, size))
            proved = {"leaf": leaf, "index": index, "size": size, "proof": proof, "root": root}
            assert tlog.is_included(**proved)
            for wrong in (
                {"leaf": LOG.nodes[0, (index + 1) % 17]},
                {"index": index + 1},
                {"proof": proof[:-1] if proof else (leaf,)},
                {"proof": (*proof, leaf)},
                {"root": LOG.root(size - 1)},
            ):
                assert not tlog.is_included(**proved | wrong), wrong


def test_every_tree_is_proved_to_begin_with_every_smaller_one() -> None:
    other = MemoryLog([b"swapped", *(bytes([number]) for number in SIZES[1:])])
    for size in SIZES:
        for old in range(size + 1):
            proof = LOG.hashes(tlog.consistency_ranges(old, size))
            proved = {"old": old, "old_root": LOG.root(old), "size": size, "root": LOG.root(size), "proof": proof}
            assert tlog.is_consistent(**proved)
            assert not tlog.is_consistent(**proved | {"proof": (*proof, LOG.root(1))})
            if 0 < old < size:
                assert not tlog.is_consistent(**proved | {"old_root": other.root(old)})
                assert not tlog.is_consistent(**proved | {"root": other.root(size)})
                assert not tlog.is_consistent(**proved | {"proof": proof[:-1]})
    assert not tlog.is_consistent(old=3, old_root=LOG.root(3), size=2, root=LOG.root(2), proof=())


def test_proofs_are_read_back_from_their_texts() -> None:
    proof, request = LOG.proof(4), LOG.request(5)
    assert InclusionProof.parse(str(proof)) == proof
    assert proof.holds(bytes([5]))
    assert CosigningRequest.parse(str(request)) == request
    assert request.continues(LOG.root(5))


@pytest.mark.parametrize(
    "text",
    [
        *("", "origin\n1\n", f"\n1\n{to_base64(bytes(32))}\n", "origin\n1\nAAAA\n"),
        *(f"origin\n{size}\n{to_base64(bytes(32))}\n" for size in ("01", "-1", "１", "x", "9" * 19)),
    ],
)
def test_text_that_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        Checkpoint.parse(text)


@pytest.mark.parametrize("change", [("tlog-proof@v1", "tlog-proof@v2"), ("index 4", "index 04"), ("index", "place")])
def test_text_that_is_no_proof_is_refused(change: tuple[str, str]) -> None:
    with pytest.raises(FormatError):
        InclusionProof.parse(str(LOG.proof(4)).replace(*change))
    with pytest.raises(FormatError):
        CosigningRequest.parse(str(LOG.request(4)).replace("old 4", "new 4"))
