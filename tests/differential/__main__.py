"""Print how every file of every corpus is read: `python -m tests.differential [corpus …]`."""

from __future__ import annotations

import sys

from tests.differential.comparing import compare
from tests.differential.report import Report, draw_table
from tests.oracles.corpora import find_corpora, read_corpus


def main(names: list[str]) -> int:
    """Print the table of the corpora with these *names*, or of all; 1 if anything is unexplained."""
    reports = []
    for name in names or find_corpora():
        print(f"Reading {name}…", file=sys.stderr, flush=True)
        reports.append(Report(name, [compare(text) for text in read_corpus(name)]))
    print(draw_table(reports))
    findings = [line for report in reports for line in report.findings]
    print("\n".join(findings), file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
