"""The tree of the log over HTTP, as c2sp.org/tlog-tiles has it."""

import pytest
from django.test import Client

from accounts.permissions import Role
from certificates.log import content_of_tile
from certificates.models import Checkpoint, LogNode
from certificates.proofs import tlog
from certificates.proofs.encoding import FormatError
from certificates.proofs.tiles import Tile
from certificates.tasks import sign_checkpoint
from tests.certificates.test_certificates import issue
from tests.factories import make_certified, make_user

URL = "/log/tile/"


@pytest.mark.parametrize(
    ("path", "tile"),
    [
        ("0/000", Tile(0, 0, 256)),
        ("2/001.p/17", Tile(16, 256, 273)),
        ("63/x001/x234/067", Tile(504, 315_921_152, 315_921_408)),
        ("entries/x999/000.p/255", Tile(None, 255_744_000, 255_744_255)),
    ],
)
def test_path_of_a_tile_is_read(path: str, tile: Tile) -> None:
    assert Tile.parse(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        *("", "0", "0/0", "0/0000", "00/000", "64/000", "-1/000", "data/000", "0/000/", "0/000/000", "0/x000"),
        *("0/x000/001", "0/000.p/0", "0/000.p/01", "0/000.p/256", "0/000.p/", "0/００0", "0/" + "x001/" * 6 + "000"),
    ],
)
def test_other_path_is_no_tile(path: str) -> None:
    with pytest.raises(FormatError):
        Tile.parse(path)


@pytest.mark.django_db
def test_monitor_computes_the_root_of_the_checkpoint_from_the_tiles(reference_data: None, client: Client) -> None:
    enterprise, clerk = make_certified(), make_user(Role.DEPARTMENT)
    for _ in range(3):
        issue(enterprise, clerk)
    sign_checkpoint()
    tile = client.get(f"{URL}0/000.p/3")
    assert tile.headers["Content-Type"] == "application/octet-stream"
    assert tile.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    bundle = client.get(f"{URL}entries/000.p/3").content
    parts = [bundle[place : place + 34] for place in range(0, len(bundle), 34)]
    assert {part[:2] for part in parts} == {b"\x00\x20"}
    tree = tlog.Frontier()
    for part in parts:
        tree.add(tlog.leaf_hash(part[2:]))
    assert tile.content == b"".join(tlog.leaf_hash(part[2:]) for part in parts)
    assert tree.root() == Checkpoint.objects.get().content.root
    for missing in ("0/000", "0/000.p/4", "0/001.p/1", "1/000.p/1", "entries/000", "entries/000.p/4", "0/x000/001"):
        assert client.get(f"{URL}{missing}").status_code == 404, missing
    assert client.post(f"{URL}0/000.p/3").status_code == 405


@pytest.mark.django_db
def test_full_tile_has_its_256_hashes_in_order() -> None:
    hashes = [bytes([number]) * 32 for number in range(256)]
    LogNode.objects.bulk_create(
        LogNode(level=8, index=index, hash=hash) for index, hash in reversed(list(enumerate(hashes)))
    )
    assert content_of_tile(Tile.parse("1/000")) == b"".join(hashes)
    assert content_of_tile(Tile.parse("0/000")) is None
