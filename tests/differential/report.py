"""What the comparison of a corpus comes to: one line of a table, and what nobody has explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from plugins.markdown.dialect import EXTENSIONS
from tests.differential.comparing import Change, Comparison


class Reason(StrEnum):
    """Why the core reads a file otherwise than a reference does."""

    BEHIND_LETTERS = (
        "the references end an address behind Chinese punctuation, and link one of mail behind Chinese letters"
    )
    IN_BRACKETS = "the references link no address behind an open bracket that closes nothing"
    SINGLE_TILDE = "one tilde strikes in comrak, `1~15 … 16~2047`"
    PUNCTUATION = "what counts as punctuation changed between CommonMark 0.29, which cmark follows, and 0.31"


# By corpus and end of the path. The core equals both references everywhere else.
EXCEPTIONS: Mapping[tuple[str, str], Reason] = {
    ("pelican-mawenbao", "note/freeradius_daloradius_install_config_on_ubuntu.md"): Reason.BEHIND_LETTERS,
    ("pelican-mawenbao", "note/linux_host-build.md"): Reason.BEHIND_LETTERS,
    ("pelican-mawenbao", "note/protobuf-introduction.md"): Reason.SINGLE_TILDE,
    ("pelican-mawenbao", "note/wordpress-resources.md"): Reason.IN_BRACKETS,
    ("vault-vaultofknowledge", "06. Collected Knowledge/Coulomb's Law from Gauss's Law.md"): Reason.PUNCTUATION,
}


def find_reason(comparison: Comparison) -> Reason | None:
    """Why this text may be read otherwise by the core than by the references."""
    path = comparison.text.path.partition("/")[2]
    return EXCEPTIONS.get((comparison.text.corpus, path))


@dataclass(frozen=True)
class Report:
    """All comparisons of one corpus."""

    corpus: str
    comparisons: Sequence[Comparison]

    @property
    def findings(self) -> list[str]:
        """What is not as it should be, a line each."""
        return [line for comparison in self.comparisons for line in find_findings(comparison)]

    @property
    def cells(self) -> list[str]:
        """The line of the table."""
        changes = Counter((name, change) for one in self.comparisons for name, change in one.changed_by.items())
        full = Counter(one.full for one in self.comparisons)
        return [
            self.corpus,
            f"{len(self.comparisons):,}",
            f"{sum(one.word_count for one in self.comparisons):,}",
            str(sum(one.cmark is not None for one in self.comparisons)),
            str(sum(one.comrak is not None for one in self.comparisons)),
            count_changes(full),
            *(count_changes(Counter({change: changes[name, change] for change in Change})) for name in EXTENSIONS),
            str(sum(bool(find_findings(one)) for one in self.comparisons)),
        ]


def find_findings(comparison: Comparison) -> list[str]:
    return [f"{comparison.text.corpus}/{comparison.text.path}: {message}" for message in name_findings(comparison)]


def name_findings(comparison: Comparison) -> Iterator[str]:
    reason = find_reason(comparison)
    differs = {"cmark": comparison.cmark, "comrak": comparison.comrak}
    for name, change in differs.items():
        if change and reason is None:
            yield f"the core differs from {name} by {change}"
    if reason and not any(differs.values()):
        yield f"the core differs from no reference; take the exception '{reason}' away"
    yield from (f"no extension explains that {place}" for place in comparison.unexplained)
    yield from (f"words are lost: {words}" for words in comparison.lost)


def count_changes(changes: Counter[Change] | Counter[Change | None]) -> str:
    """Files that differ by words, + by characters only, + by structure only; as `12+3+1`, without zeros at the end."""
    counts = [changes[change] for change in Change]
    while len(counts) > 1 and not counts[-1]:
        counts.pop()
    return "+".join(str(count) for count in counts)


def draw_table(reports: Sequence[Report]) -> str:
    """The table in Markdown, with a line for all."""
    used = [
        name for name in EXTENSIONS if any(name in one.changed_by for report in reports for one in report.comparisons)
    ]
    every = Report("all", [one for report in reports for one in report.comparisons])
    head = ["corpus", "files", "words", "core ≠ cmark", "core ≠ comrak", "full ≠ core", *EXTENSIONS, "unexplained"]
    kept = [number for number, name in enumerate(head) if name not in EXTENSIONS or name in used]
    lines = [head, ["---"] * len(head), *(report.cells for report in [*reports, every])]
    return "\n".join(f"| {' | '.join(line[number] for number in kept)} |" for line in lines)
