"""The stamps of files: by which a build knows those it has seen."""

from __future__ import annotations

from pathlib import Path

from plugins.building.store import NO_STAMPS, pack_stamps, stamp_files
from plugins.shared.stamps import Stamp

TEA, CAKE = Stamp(3, 10, 100, 1000), Stamp(4, 20, 200, 2000)
LATER = Stamp(5, 30, 300, 3000)


def test_packed_stamps_come_out_as_they_went_in() -> None:
    packed = pack_stamps({"tea.html": TEA, "cake.html": CAKE})
    assert packed.unpack() == {"cake.html": CAKE, "tea.html": TEA}
    assert packed.list_names() == ["cake.html", "tea.html"]
    assert packed.file_count == 2
    assert NO_STAMPS.unpack() == {}


def test_stamps_have_others_besides_or_in_their_place() -> None:
    both = pack_stamps({"cake.html": CAKE, "tea.html": TEA})
    tea = pack_stamps({"tea.html": LATER})
    assert both.having(tea) == pack_stamps({"cake.html": CAKE, "tea.html": LATER})
    assert pack_stamps({"cake.html": CAKE}).having(tea) == pack_stamps({"cake.html": CAKE, "tea.html": LATER})
    assert tea.having(pack_stamps({"a.html": CAKE, "z.html": TEA})).list_names() == ["a.html", "tea.html", "z.html"]
    assert NO_STAMPS.having(tea) == tea
    assert tea.having(NO_STAMPS) == tea


def test_many_stamps_are_had_besides_like_few() -> None:
    many = {f"{number:03}.html": TEA for number in range(150)}
    rest = {f"{number:03}.html": CAKE for number in range(140, 160)}
    few = {"300.html": LATER}
    assert pack_stamps(few).having(pack_stamps(many)) == pack_stamps({**few, **many})
    assert pack_stamps(many).having(pack_stamps(rest)) == pack_stamps({**many, **rest})


def test_files_that_are_not_there_have_no_stamp(tmp_path: Path) -> None:
    (tmp_path / "cake.html").write_text("four")
    (tmp_path / "link.html").symlink_to("nowhere")
    found = stamp_files(tmp_path, ["cake.html", "gone.html", "link.html"])
    assert found.list_names() == ["cake.html", "link.html"]
    assert found.unpack()["cake.html"].size == 4


def test_of_stamps_those_are_left_that_are_wanted() -> None:
    three = pack_stamps({"cake.html": CAKE, "milk.html": LATER, "tea.html": TEA})
    assert three.only({"cake.html", "tea.html"}) == pack_stamps({"cake.html": CAKE, "tea.html": TEA})
    assert three.only({"milk.html", "sugar.html"}) == pack_stamps({"milk.html": LATER})
    assert three.only({"cake.html", "milk.html", "tea.html"}) == three
    assert three.only(()) == NO_STAMPS
    assert NO_STAMPS.only({"tea.html"}) == NO_STAMPS
