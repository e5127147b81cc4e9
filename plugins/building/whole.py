"""A site that Pelican must make by itself, in a process of its own.

`python -m plugins.building.whole CONTENT OUTPUT [DIALECT]`
The last line of its standard output is JSON: where it fails, what keeps it from being made; else all that is wrong
in it, as source, line, message and severity.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from plugins.building.command import HOME_SETTINGS, run_pelican
from plugins.building.folders import BuildError
from plugins.building.mistakes import describe, tell_failure


def main(content: str, output: str, dialect: str = "") -> int:
    try:
        build = run_pelican(Path(content), Path(output), HOME_SETTINGS, dialect=dialect)
    except BuildError as error:
        cause = error.__cause__
        problems = tell_failure(cause, Path(content)) if isinstance(cause, SystemExit) else [describe(cause or error)]
    except Exception as error:  # noqa: BLE001 - settings, templates and plugins may raise anything
        problems = [describe(error)]
    else:
        found = [(one.source, one.line, one.message, one.severity) for one in build.problems] if build else []
        sys.stdout.write(f"\n{json.dumps(found)}")
        return 0
    sys.stdout.write(json.dumps(problems))
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
