"""The bench takes real contenders through all of its steps."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.bench.contenders import make_doodlebook, make_pelican
from tests.bench.rounds import fill, measure_builds, measure_preview


def test_contenders_go_through_every_step(tmp_path: Path) -> None:
    """Each checks by itself that the page shows what was changed."""
    contenders = [
        make_doodlebook(tmp_path / "doodlebook", tmp_path / "pictures"),
        make_pelican(tmp_path / "pelican", Path(sys.prefix)),
    ]
    for contender in contenders:
        fill(contender, 8)
    built = list(measure_builds(contenders, 8, 1))
    assert [(one.step, one.contender) for one in built] == [
        (step, name) for step in ("cold", "nothing", "edit", "new", "retitled") for name in ("Doodlebook", "Pelican")
    ]
    assert all(one.sample.peak_bytes > 20_000_000 and one.sample.cpu_s > 0 for one in built)
    shown = list(measure_preview(contenders[0], 8))
    assert [one.step for one in shown] == ["start", *["save"] * contenders[0].save_count]
