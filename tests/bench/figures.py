"""What was measured, as tables: every figure with its spread, and the goals it is held against."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.bench.measuring import Spread, spread_of
from tests.bench.rounds import Measured, names_of

MEGABYTE = 1_000_000
LABELS = {
    "cold": "from nothing",
    "nothing": "nothing changed",
    "edit": "one word edited",
    "new": "a new post",
    "retitled": "a post retitled",
    "start": "preview: to the first page",
    "save": "preview: save to served",
}


class Figures:
    """Everything measured, by contender, number of posts and step."""

    def __init__(self, measured: Sequence[Measured]) -> None:
        self._measured = measured

    def seconds(self, contender: str, posts: int, step: str) -> Spread | None:
        found = [one.sample.wall_s for one in self._find(contender, posts, step)]
        return spread_of(found) if found else None

    def peak_bytes(self, contender: str, posts: int, step: str) -> Spread | None:
        found = [float(one.sample.peak_bytes) for one in self._find(contender, posts, step) if one.sample.peak_bytes]
        return spread_of(found) if found else None

    def _find(self, contender: str, posts: int, step: str) -> list[Measured]:
        return [one for one in self._measured if (one.contender, one.posts, one.step) == (contender, posts, step)]

    def table(self) -> list[str]:
        """A Markdown table: a line for each step of each size, a column for each contender."""
        names = names_of(self._measured)
        lines = [_row(["posts", "seconds", *names]), _row(["---", "---", *("---:" for _ in names)])]
        sizes = list(dict.fromkeys(one.posts for one in self._measured))
        for posts in sizes:
            for step, label in LABELS.items():
                spreads = [self.seconds(name, posts, step) for name in names]
                if any(spreads):
                    lines.append(_row([f"{posts:,}", label, *(_write(spread) for spread in spreads)]))
            peaks = [self.peak_bytes(name, posts, "cold") for name in names]
            if any(peaks):
                written = [f"{peak.median / MEGABYTE:,.0f} MB" if peak else "" for peak in peaks]
                lines.append(_row([f"{posts:,}", "from nothing: most memory", *written]))
        return lines


def _write(spread: Spread | None) -> str:
    if spread is None:
        return ""
    return f"{_digits(spread.median)} ({_digits(spread.low)} to {_digits(spread.high)})"


def _digits(seconds: float) -> str:
    return f"{seconds:.3f}" if seconds < 1 else f"{seconds:.2f}" if seconds < 10 else f"{seconds:.1f}"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure that is to be at most *limit*: a ratio, or so many of *unit*."""

    what: str
    limit: float
    unit: str
    find: Callable[[Figures], float | None]

    def line(self, figures: Figures) -> str | None:
        """Its line in the table; `None` where it was not measured."""
        found = self.find(figures)
        if found is None:
            return None
        return _row(
            [self.what, f"{found:.2f}{self.unit}", f"{self.limit:g}{self.unit}", "yes" if found <= self.limit else "NO"]
        )


GOALS = (
    Goal("one word edited, 10,000 posts, to Hugo", 0.10, "", lambda f: _ratio(f, "edit", 10_000, "Hugo")),
    Goal(
        "one word edited, 10,000 posts, to 1,000",
        1.5,
        "",
        lambda f: _divide(f.seconds("Doodlebook", 10_000, "edit"), f.seconds("Doodlebook", 1_000, "edit")),
    ),
    Goal("nothing changed, 10,000 posts, to Hugo", 0.06, "", lambda f: _ratio(f, "nothing", 10_000, "Hugo")),
    Goal("from nothing, 10,000 posts, to Hugo", 2.0, "", lambda f: _ratio(f, "cold", 10_000, "Hugo")),
    Goal("from nothing, 10,000 posts, to Pelican", 0.4, "", lambda f: _ratio(f, "cold", 10_000, "Pelican")),
    Goal(
        "from nothing, 10,000 posts, most memory, to Hugo",
        0.25,
        "",
        lambda f: _divide(f.peak_bytes("Doodlebook", 10_000, "cold"), f.peak_bytes("Hugo", 10_000, "cold")),
    ),
    Goal("a new post, 10,000 posts, to Hugo", 0.2, "", lambda f: _ratio(f, "new", 10_000, "Hugo")),
    Goal("a post retitled, 10,000 posts, to Hugo", 0.2, "", lambda f: _ratio(f, "retitled", 10_000, "Hugo")),
    Goal("from nothing, 100 posts, to Pelican", 1.5, "", lambda f: _ratio(f, "cold", 100, "Pelican")),
    Goal(
        "preview, save to served, 10,000 posts", 0.1, " s", lambda f: _median(f.seconds("Doodlebook", 10_000, "save"))
    ),
    Goal("preview, save to served, 10,000 posts, to Hugo", 0.1, "", lambda f: _ratio(f, "save", 10_000, "Hugo")),
    Goal(
        "preview, to the first page, 10,000 posts",
        2.0,
        " s",
        lambda f: _median(f.seconds("Doodlebook", 10_000, "start")),
    ),
    Goal("from nothing, an entry of 10,000 to one of 1,000", 1.15, "", lambda f: _growth(f, "cold")),
    Goal("one word edited, an entry of 10,000 to one of 1,000", 1.15, "", lambda f: _growth(f, "edit")),
)


def _median(spread: Spread | None) -> float | None:
    return spread.median if spread else None


def _divide(above: Spread | None, below: Spread | None) -> float | None:
    return above.median / below.median if above and below else None


def _ratio(figures: Figures, step: str, posts: int, other: str) -> float | None:
    return _divide(figures.seconds("Doodlebook", posts, step), figures.seconds(other, posts, step))


def _growth(figures: Figures, step: str) -> float | None:
    many, few = figures.seconds("Doodlebook", 10_000, step), figures.seconds("Doodlebook", 1_000, step)
    found = _divide(many, few)
    return None if found is None else found / 10


def goal_table(figures: Figures) -> list[str]:
    """A Markdown table of the goals that were measured."""
    lines = [line for goal in GOALS if (line := goal.line(figures))]
    return [_row(["figure", "is", "at most", "reached"]), _row(["---", "---:", "---:", "---"]), *lines] if lines else []
