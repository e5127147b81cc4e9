"""What was measured, as tables: every figure with its spread, and the goals it is held against."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.bench.measuring import Spread, spread_of
from tests.bench.rounds import Measured, names_of

MEGABYTE = 1_000_000
KILOBYTE = 1_000
FLAT_STYLES = ("blueprint", "chalkboard", "ink", "marker", "paper")
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
    """Everything measured: whole builds by contender, number of posts and step, drawing by what was drawn."""

    def __init__(self, measured: Sequence[Measured], drawn: Mapping[str, Sequence[float]] | None = None) -> None:
        self._measured = measured
        self._drawn = drawn or {}

    def seconds(self, contender: str, posts: int, step: str) -> Spread | None:
        found = [one.sample.wall_s for one in self._find(contender, posts, step)]
        return spread_of(found) if found else None

    def peak_bytes(self, contender: str, posts: int, step: str) -> Spread | None:
        found = [float(one.sample.peak_bytes) for one in self._find(contender, posts, step) if one.sample.peak_bytes]
        return spread_of(found) if found else None

    def _find(self, contender: str, posts: int, step: str) -> list[Measured]:
        return [one for one in self._measured if (one.contender, one.posts, one.step) == (contender, posts, step)]

    def drawn(self, what: str) -> Spread | None:
        found = self._drawn.get(what)
        return spread_of(found) if found else None

    def drawn_table(self) -> list[str]:
        """A Markdown table of what pictures cost."""
        if not self._drawn:
            return []
        lines = [_row(["pictures", "median (least to most)"]), _row(["---", "---:"])]
        for what, values in self._drawn.items():
            spread = spread_of(values)
            if what.endswith(("bytes", "memory")):
                size, unit = (MEGABYTE, "MB") if what.endswith("memory") else (KILOBYTE, "kB")
                low, middle, high = (f"{one / size:,.0f}" for one in (spread.low, spread.median, spread.high))
                lines.append(_row([what, f"{middle} ({low} to {high}) {unit}"]))
            else:
                lines.append(_row([what, f"{_write(spread)} s"]))
        return lines

    def table(self) -> list[str]:
        """A Markdown table: a line for each step of each size, a column for each contender."""
        names = names_of(self._measured)
        if not names:
            return []
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
            [self.what, f"{found:.3g}{self.unit}", f"{self.limit:g}{self.unit}", "yes" if found <= self.limit else "NO"]
        )


def _median(spread: Spread | None, unit: float = 1) -> float | None:
    return spread.median / unit if spread else None


def _divide(above: Spread | None, below: Spread | None) -> float | None:
    return above.median / below.median if above and below else None


def _ratio(figures: Figures, step: str, posts: int, other: str) -> float | None:
    return _divide(figures.seconds("Doodlebook", posts, step), figures.seconds(other, posts, step))


def _growth(figures: Figures, step: str) -> float | None:
    many, few = figures.seconds("Doodlebook", 10_000, step), figures.seconds("Doodlebook", 1_000, step)
    found = _divide(many, few)
    return None if found is None else found / 10


def _worst(figures: Figures, what: str, *, median: bool = False, unit: float = 1) -> float | None:
    """The greatest figure of all flat styles: of their medians, or of all."""
    spreads = [spread for style in FLAT_STYLES if (spread := figures.drawn(what.format(style)))]
    return max(((one.median if median else one.high) / unit for one in spreads), default=None)


def _slowest_doodle(figures: Figures) -> float | None:
    spreads = [spread for suffix in ("jpg", "png") if (spread := figures.drawn(f"a doodle of 12 megapixels, {suffix}"))]
    return max((one.median for one in spreads), default=None)


def _to_hugo(what: str, step: str, limit: float) -> Goal:
    """A goal for *step* at 10,000 posts, in times of what Hugo takes."""
    return Goal(f"{what}, 10,000 posts, to Hugo", limit, "", lambda f: _ratio(f, step, 10_000, "Hugo"))


def _of_cards(what: str, limit: float, unit: str, figure: str, *, median: bool = False, size: float = 1) -> Goal:
    """A goal for the flat style with the greatest *figure*: the greatest median, or of all figures the greatest."""
    return Goal(what, limit, unit, lambda f: _worst(f, figure, median=median, unit=size))


GOALS = (
    _to_hugo("one word edited", "edit", 0.10),
    Goal(
        "one word edited, 10,000 posts, to 1,000",
        1.5,
        "",
        lambda f: _divide(f.seconds("Doodlebook", 10_000, "edit"), f.seconds("Doodlebook", 1_000, "edit")),
    ),
    _to_hugo("nothing changed", "nothing", 0.06),
    _to_hugo("from nothing", "cold", 2.0),
    Goal("from nothing, 10,000 posts, to Pelican", 0.4, "", lambda f: _ratio(f, "cold", 10_000, "Pelican")),
    Goal(
        "from nothing, 10,000 posts, most memory, to Hugo",
        0.25,
        "",
        lambda f: _divide(f.peak_bytes("Doodlebook", 10_000, "cold"), f.peak_bytes("Hugo", 10_000, "cold")),
    ),
    _to_hugo("a new post", "new", 0.2),
    _to_hugo("a post retitled", "retitled", 0.2),
    Goal("from nothing, 100 posts, to Pelican", 1.5, "", lambda f: _ratio(f, "cold", 100, "Pelican")),
    Goal(
        "preview, save to served, 10,000 posts", 0.1, " s", lambda f: _median(f.seconds("Doodlebook", 10_000, "save"))
    ),
    _to_hugo("preview, save to served", "save", 0.1),
    Goal(
        "preview, to the first page, 10,000 posts",
        2.0,
        " s",
        lambda f: _median(f.seconds("Doodlebook", 10_000, "start")),
    ),
    Goal("from nothing, an entry of 10,000 to one of 1,000", 1.15, "", lambda f: _growth(f, "cold")),
    Goal("one word edited, an entry of 10,000 to one of 1,000", 1.15, "", lambda f: _growth(f, "edit")),
    _of_cards("a card, the slowest style", 0.06, " s", "a card, {}", median=True),
    _of_cards("a card that is kept", 0.001, " s", "a card, {}, kept"),
    _of_cards("the largest card", 300, " kB", "a card, {}, bytes", size=KILOBYTE),
    _of_cards("a card of a flat style", 60, " kB", "a card, {}, bytes", median=True, size=KILOBYTE),
    Goal("1,000 cards in one build", 40, " s", lambda f: _median(f.drawn("1,000 cards in one build"))),
    Goal(
        "1,000 cards in one build, most memory",
        300,
        " MB",
        lambda f: _median(f.drawn("1,000 cards in one build, most memory"), MEGABYTE),
    ),
    Goal("a doodle of 12 megapixels, all of its files", 1.2, " s", _slowest_doodle),
)


def goal_table(figures: Figures) -> list[str]:
    """A Markdown table of the goals that were measured."""
    lines = [line for goal in GOALS if (line := goal.line(figures))]
    return [_row(["figure", "is", "at most", "reached"]), _row(["---", "---:", "---:", "---"]), *lines] if lines else []
