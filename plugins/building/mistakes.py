"""What is wrong, as the preview shows it: `place`, `line`, `message` and `severity`."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from plugins.shared.files import NO_ROOM
from plugins.shared.problems import Severity

if TYPE_CHECKING:
    from plugins.shared.problems import Problem

PROJECT = Path(__file__).resolve().parents[2]
MACHINERY = tuple(Path(__file__).with_name(name) for name in ("on_request.py", "copying.py", "whole.py"))
TEMPLATE_CURE = "mend the template and save it; theme/README.md lists what templates are given"
CODE_CURE = "mend this line and save the file"

Told: TypeAlias = dict[str, Any]


def tell(problem: Problem, content_path: Path) -> Told:
    # What is wrong with a setting is told with the file of the settings.
    is_of_site = not problem.source
    is_beside = not (content_path / problem.source).exists() and (PROJECT / problem.source).exists()
    return {
        "place": problem.source if is_beside or is_of_site else f"{content_path.name}/{problem.source}",
        "line": problem.line,
        "message": problem.message_in(content_path.name),
        "severity": problem.severity.value,
        "sort": problem.sort,
    }


def tell_failure(failure: BaseException, content_path: Path) -> list[Told]:
    """What *failure*, with which a build ended, came from: its errors, or if there are none, its warnings."""
    found = [problem for problem in getattr(failure, "problems", ()) if problem.severity is not Severity.NOTE]
    errors = [problem for problem in found if problem.severity is Severity.ERROR]
    problems = [tell(problem, content_path) for problem in errors or found]
    return problems or [{"place": "", "line": 0, "message": str(failure), "severity": "error"}]


def describe(error: BaseException) -> Told:
    """Where in the project *error* comes from, and what to do about it."""
    while error.__context__ is not None and isinstance(error, RuntimeError):
        # Pelican logs what a plugin raises, and logging an error is what ends the build.
        error = error.__context__
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        # Nothing is wrong with what the author wrote, nor with us.
        place = str(error.filename or "")
        message = f"{error.strerror}; make room on the disk, and save anything again"
        return {"place": place, "line": 0, "message": message, "severity": "error"}
    frames = traceback.extract_tb(error.__traceback__)
    places = [(frame.filename, frame.lineno or 0) for frame in frames if _is_own(frame.filename)]
    # What a template asks for in vain is missed by what renders it.
    asking = [one for one in places if one[0].endswith(".html")] if type(error).__module__.startswith("jinja2") else []
    place, line = (asking or places or [("", 0)])[-1]
    name = getattr(error, "filename", None)
    if isinstance(name, str) and _is_own(name):
        place, line = name, getattr(error, "lineno", 0) or 0
    message = getattr(error, "msg", None) or getattr(error, "message", None) or str(error)
    is_template = place.endswith(".html")
    return {
        "place": str(Path(place).relative_to(PROJECT)) if Path(place).is_relative_to(PROJECT) else place,
        "line": line,
        "message": f"{type(error).__name__}: {message}; {TEMPLATE_CURE if is_template else CODE_CURE}",
        "severity": "error",
    }


def _is_own(file: str) -> bool:
    """Whether *file* is one that the author may mend, rather than one of a library or of this machinery."""
    path = Path(file)
    if not path.is_absolute() or "site-packages" in path.parts or path in MACHINERY:
        return False
    return path.is_relative_to(PROJECT) or path.suffix in (".html", ".css")
