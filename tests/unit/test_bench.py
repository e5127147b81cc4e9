"""The bench: its posts are the same every time, its tables say what was measured."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.bench import command
from tests.bench.corpus import Post, make_new_post, make_post, with_other_word, write_pelican_post, write_post
from tests.bench.figures import Figures, goal_table
from tests.bench.measuring import ContenderError, Sample, run_timed, spread_of
from tests.bench.rounds import Measured


def measured(contender: str, posts: int, step: str, *seconds: float, peak_bytes: int = 0) -> list[Measured]:
    return [Measured(contender, posts, step, Sample(one, peak_bytes=peak_bytes)) for one in seconds]


def test_a_post_is_the_same_every_time() -> None:
    assert make_post(7) == make_post(7)
    assert make_post(7).body != make_post(8).body
    assert 590 <= len(make_post(7).body.split()) <= 620


def test_a_new_post_is_newer_than_all_others() -> None:
    assert make_new_post(60).date > max(make_post(number).date for number in range(60))


def test_a_post_is_written_as_yaml_and_for_pelican_as_lines(tmp_path: Path) -> None:
    post = Post("tea", "Tea", "2026-01-02T03:04:00Z", "Shelf a", ("t1x", "t2x"), "Hot.")
    write_post(tmp_path, post)
    assert (tmp_path / "tea.md").read_text("utf-8") == (
        '---\ntitle: "Tea"\ndate: 2026-01-02T03:04:00Z\ncategories: ["Shelf a"]\n'
        "tags: [t1x, t2x]\nslug: tea\n---\n\nHot.\n"
    )
    write_pelican_post(tmp_path, post)
    assert (tmp_path / "tea.md").read_text("utf-8") == (
        "Title: Tea\nDate: 2026-01-02T03:04:00Z\nCategory: Shelf a\nTags: t1x, t2x\nSlug: tea\n\nHot.\n"
    )


def test_an_edit_changes_one_word() -> None:
    before, after = make_post(3).body.split(), with_other_word(make_post(3), "Other").body.split()
    assert [one for one in zip(before, after, strict=True) if one[0] != one[1]] == [(before[0], "Other")]


def test_a_spread_is_a_median_between_the_least_and_the_greatest() -> None:
    spread = spread_of([3.0, 1.0, 2.5])
    assert (spread.median, spread.low, spread.high) == (2.5, 1.0, 3.0)


def test_the_table_has_a_line_for_each_step_and_a_column_for_each_contender() -> None:
    figures = Figures(
        [
            *measured("Doodlebook", 100, "cold", 1.0, 3.0, 2.0, peak_bytes=50_000_000),
            *measured("Hugo", 100, "cold", 0.5, peak_bytes=120_000_000),
            *measured("Doodlebook", 100, "edit", 0.25),
        ]
    )
    assert figures.table() == [
        "| posts | seconds | Doodlebook | Hugo |",
        "| --- | --- | ---: | ---: |",
        "| 100 | from nothing | 2.00 (1.00 to 3.00) | 0.500 (0.500 to 0.500) |",
        "| 100 | one word edited | 0.250 (0.250 to 0.250) |  |",
        "| 100 | from nothing: most memory | 50 MB | 120 MB |",
    ]


def test_goals_that_were_not_measured_are_left_out() -> None:
    figures = Figures(
        [
            *measured("Doodlebook", 10_000, "edit", 0.7),
            *measured("Hugo", 10_000, "edit", 7.0),
            *measured("Doodlebook", 10_000, "nothing", 0.7),
            *measured("Hugo", 10_000, "nothing", 7.0),
        ]
    )
    assert goal_table(figures)[2:] == [
        "| one word edited, 10,000 posts, to Hugo | 0.1 | 0.1 | yes |",
        "| nothing changed, 10,000 posts, to Hugo | 0.1 | 0.06 | NO |",
    ]
    assert goal_table(Figures([])) == []


def test_a_run_that_fails_is_no_measurement(tmp_path: Path) -> None:
    assert run_timed([sys.executable, "-c", "pass"], tmp_path).wall_s > 0
    with pytest.raises(ContenderError, match="ended with 3"):
        run_timed([sys.executable, "-c", "raise SystemExit(3)"], tmp_path)


@pytest.mark.parametrize(
    ("posts", "rounds", "only", "words"),
    [
        pytest.param("many", 3, "", "give numbers of posts", id="no number"),
        pytest.param("4", 3, "", "give numbers of posts", id="fewer posts than rounds need"),
        pytest.param("100", 3, "cards", "unknown part 'cards'", id="unknown part"),
    ],
)
def test_what_cannot_be_measured_is_said(
    posts: str, rounds: int, only: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.bench(posts, rounds, only) == 1
    assert words in capsys.readouterr().err


def test_the_slowest_style_and_the_largest_card_count() -> None:
    drawn = {
        "a card, paper": [0.02, 0.03, 0.5],
        "a card, ink": [0.05, 0.04],
        "a card, paper, bytes": [20_000.0, 310_000.0],
        "a card, photo": [9.0],
    }
    figures = Figures([], drawn)
    assert figures.drawn_table()[2:] == [
        "| a card, paper | 0.030 (0.020 to 0.500) s |",
        "| a card, ink | 0.045 (0.040 to 0.050) s |",
        "| a card, paper, bytes | 165 (20 to 310) kB |",
        "| a card, photo | 9.00 (9.00 to 9.00) s |",
    ]
    assert goal_table(figures)[2:] == [
        "| a card, the slowest style | 0.045 s | 0.06 s | yes |",
        "| the largest card | 310 kB | 300 kB | NO |",
        "| a card of a flat style | 165 kB | 60 kB | NO |",
    ]
