"""The project's own environment, `.venv`: made on the first run, mended when broken, otherwise left alone.

Needs the standard library alone, and older Pythons can still read it, so that they can say what is missing.
An environment is complete when its stamp says so, and the stamp is filled last:
whatever interrupts an installation, the next run starts it over.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

OLDEST_PYTHON = (3, 11)
PROJECT = Path(__file__).resolve().parents[2]
VENV = PROJECT / ".venv"
VENV_BEFORE = PROJECT / ".venv.old"
STAMP_NAME = "doodlebook-stamp"
SITE_REQUIREMENTS = "requirements.txt"
TEST_REQUIREMENTS = "requirements-dev.txt"
BENCH_VENV = PROJECT / ".cache" / "bench" / "venv"
BENCH_REQUIREMENTS = "requirements-bench.txt"
# Published without wheels, and plain Python: extruct, with which the tests read pages, needs it.
SOURCE_ONLY = ("jstyleson",)

NO_VENV = "this Python cannot make environments; on Debian and Ubuntu run 'apt install python3-venv', then this again"
CURES = (
    (r"No space left|quota exceeded", "the disk is full; free about 300 MB and run this again"),
    (
        r"Permission denied|Read-only file system|not permitted",
        "this folder cannot be written to; copy it to a place of your own and run it there",
    ),
    (r"DO NOT MATCH THE HASHES", "a package differs from the one that was pinned; run this again from another network"),
    (r"No module named .?(ensurepip|pip|venv)", NO_VENV),
    (
        r"[Cc]onnect|[Tt]imed? ?out|getaddrinfo|name resolution|[Uu]nreachable|SSL|[Pp]roxy",
        "the package index does not answer; the first run needs the network, so connect and run this again",
    ),
)


class BootstrapError(Exception):
    """The environment cannot be made; the message is one sentence with the cure."""


def enter() -> None:
    """Go on inside `.venv`, made first where needed; comes back only when already inside."""
    try:
        if is_inside():
            _leave_if_outgrown()
            return
        _check_python()
        if not is_installed(VENV, SITE_REQUIREMENTS):
            _locked(_make_environment)
    except BootstrapError as error:
        sys.exit(f"tasks.py: {error}")
    except KeyboardInterrupt:
        sys.exit("tasks.py: stopped; the next run starts the installation over")
    sys.stdout.flush()
    os.execv(str(_python()), [str(_python()), *sys.argv])


def add_test_tools() -> None:
    """Install what only the tests need, once; another environment than ours is left as it is."""
    try:
        if is_inside() and not is_installed(VENV, TEST_REQUIREMENTS):
            _locked(_add_test_tools)
    except BootstrapError as error:
        sys.exit(f"tasks.py: {error}")


def make_bench_environment() -> Path:
    """The environment of the programs that `bench` measures against, which is none of ours; made once."""
    try:
        if not is_installed(BENCH_VENV, BENCH_REQUIREMENTS):
            _locked(_make_bench_environment)
    except BootstrapError as error:
        sys.exit(f"tasks.py: {error}")
    return BENCH_VENV


def is_inside() -> bool:
    # The environment may be a link to one elsewhere.
    return os.path.realpath(sys.prefix) == os.path.realpath(VENV)


def is_installed(venv: Path, requirements: str) -> bool:
    """Whether *venv* runs and its stamp knows the present text of the file *requirements*."""
    return (venv / "bin" / "python").exists() and _stamp_line(requirements) in _read_stamp(venv)


def count_packages(requirements_text: str) -> int:
    return len(set(re.findall(r"^([\w.-]+)==", requirements_text, re.MULTILINE)))


def explain(output: str) -> str:
    """The cure for what a failed installation printed; its own last error where we know none."""
    for pattern, cure in CURES:
        if re.search(pattern, output):
            return cure
    errors = re.findall(r"^ERROR: (.+)", output, re.MULTILINE) or output.strip().splitlines() or ["no reason was given"]
    return f"the installation failed: {errors[-1]}"


def _python() -> Path:
    return VENV / "bin" / "python"


def _stamp_line(requirements: str) -> str:
    return f"{requirements} {hashlib.sha256((PROJECT / requirements).read_bytes()).hexdigest()}"


def _version_line() -> str:
    return "python {}.{}".format(*sys.version_info)


def _read_stamp(venv: Path) -> list[str]:
    """The lines of the stamp; none where an installation has not come to its end."""
    try:
        return (venv / STAMP_NAME).read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return []


def _write_stamp(*lines: str, venv: Path = VENV) -> None:
    (venv / STAMP_NAME).write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _leave_if_outgrown() -> None:
    """Start over from the outside when the system's Python under `.venv` has become another version."""
    stamp = _read_stamp(VENV)
    if stamp and _version_line() not in stamp:
        _write_stamp()
        base: str = sys._base_executable  # type: ignore[attr-defined]  # noqa: SLF001 (no public name for it)
        os.execv(base, [base, *sys.argv])


def _check_python() -> None:
    if os.name != "posix":
        raise BootstrapError("Doodlebook runs on Linux and macOS; on Windows run it inside WSL")
    if sys.version_info < OLDEST_PYTHON:
        raise BootstrapError(
            "Doodlebook needs Python 3.11 or newer and this is {}.{};".format(*sys.version_info)
            + " install one (Debian: apt install python3, macOS: brew install python) and run this with it"
        )
    if not (find_spec("venv") and find_spec("ensurepip")):
        raise BootstrapError(NO_VENV)


def _locked(install: Callable[[], None]) -> None:
    """Call *install* while no other process does; what the system refuses becomes a `BootstrapError`."""
    import fcntl  # (Windows has none, and is told so before)

    try:
        with (PROJECT / SITE_REQUIREMENTS).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            install()
    except OSError as error:
        raise BootstrapError(explain(str(error))) from error


def _make_environment() -> None:
    """A complete `.venv` in place of none, a broken one or an older one; a failure leaves the older one in place."""
    if VENV.exists() and not (VENV / STAMP_NAME).exists() and any(VENV.iterdir()):
        raise BootstrapError("'.venv' was made by something else; 'mv .venv .venv.mine' and run this again")
    if _read_stamp(VENV_BEFORE) and not _read_stamp(VENV):
        shutil.rmtree(VENV, ignore_errors=True)
        VENV_BEFORE.rename(VENV)
    if is_installed(VENV, SITE_REQUIREMENTS):
        return
    shutil.rmtree(VENV_BEFORE, ignore_errors=True)
    if _read_stamp(VENV):
        VENV.rename(VENV_BEFORE)
    try:
        shutil.rmtree(VENV, ignore_errors=True)
        VENV.mkdir()
        _write_stamp()
        _run([sys.executable, "-m", "venv", "--without-pip", str(VENV)])
        _run([str(_python()), "-m", "ensurepip", "--default-pip"])
        _install(SITE_REQUIREMENTS, "they have changed" if _read_stamp(VENV_BEFORE) else "first run only")
        _write_stamp(_version_line(), _stamp_line(SITE_REQUIREMENTS))
    except BaseException:
        if _read_stamp(VENV_BEFORE):
            shutil.rmtree(VENV, ignore_errors=True)
            VENV_BEFORE.rename(VENV)
        raise
    (VENV_BEFORE / STAMP_NAME).unlink(missing_ok=True)
    shutil.rmtree(VENV_BEFORE, ignore_errors=True)


def _add_test_tools() -> None:
    stamp = [line for line in _read_stamp(VENV) if not line.startswith(TEST_REQUIREMENTS)]
    _write_stamp()
    try:
        _install(TEST_REQUIREMENTS, "for the tests, once")
    except BootstrapError:
        _write_stamp(*stamp)
        raise
    _write_stamp(*stamp, _stamp_line(TEST_REQUIREMENTS))


def _make_bench_environment() -> None:
    shutil.rmtree(BENCH_VENV, ignore_errors=True)
    BENCH_VENV.mkdir(parents=True)
    _run([sys.executable, "-m", "venv", str(BENCH_VENV)])
    _install(BENCH_REQUIREMENTS, "for the bench, once", BENCH_VENV)
    _write_stamp(_stamp_line(BENCH_REQUIREMENTS), venv=BENCH_VENV)


def _install(requirements: str, occasion: str, venv: Path = VENV) -> None:
    """Install the pinned wheels; no package's own build script runs."""
    path = PROJECT / requirements
    print(f"Installing {count_packages(path.read_text('utf-8'))} packages ({occasion})…", flush=True)
    command = [
        str(venv / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
    ]
    sources = [word for name in SOURCE_ONLY for word in ("--no-binary", name)]
    _run([*command, "--only-binary", ":all:", *sources, "--require-hashes", "-r", str(path)])


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command,
        # A person's own `user = true` would install outside of the environment.
        env={**os.environ, "PIP_USER": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise BootstrapError(explain(done.stdout))
