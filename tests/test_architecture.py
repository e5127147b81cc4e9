"""The rules of the house, held by reading the source."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
PLUGINS = PROJECT / "plugins"
EDGE_NAMES = ("hooks.py", "command.py")
VAGUE_NAMES = ("util", "utils", "misc", "common", "helpers", "manager")
MUTABLE_CALLS = ("dict", "list", "set", "bytearray", "defaultdict", "Counter", "OrderedDict", "deque")
CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]*|__all__")


def find_modules() -> list[Path]:
    return sorted(PLUGINS.rglob("*.py"))


def is_edge(path: Path) -> bool:
    """Whether *path* may know Pelican."""
    return path.name in EDGE_NAMES or path == PLUGINS / "shared" / "bridge.py"


def module_name(path: Path) -> str:
    parts = path.relative_to(PROJECT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def find_imports(path: Path) -> Iterator[str]:
    """Full names of all that *path* imports, wherever in it."""
    package = module_name(path) if path.name == "__init__.py" else module_name(path.with_name("__init__.py"))
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) if node.level else ""
            yield from (".".join(filter(None, (base, node.module, alias.name))) for alias in node.names)


MODULES = [pytest.param(path, id=path.relative_to(PLUGINS).as_posix()) for path in find_modules()]
LOGIC = [pytest.param(path, id=path.relative_to(PLUGINS).as_posix()) for path in find_modules() if not is_edge(path)]


@pytest.mark.parametrize("path", LOGIC)
def test_only_the_edges_import_pelican(path: Path) -> None:
    assert [name for name in find_imports(path) if name.split(".")[0] == "pelican"] == []


def test_importing_all_logic_loads_no_pelican() -> None:
    names = [module_name(path) for path in find_modules() if not is_edge(path)]
    program = (
        f"import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\nprint('pelican' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("False", "")


@pytest.mark.parametrize("path", MODULES)
def test_no_plugin_imports_another(path: Path) -> None:
    own = path.relative_to(PLUGINS).parts[0]
    allowed = {own, "shared"} if own != "shared" else {"shared"}
    # Edges ask for a renderer; the logic is given one.
    allowed |= {"markdown"} if path.name in EDGE_NAMES or own in ("building", "preview") else set()
    used = {name.split(".")[1] for name in find_imports(path) if name.startswith("plugins.")}
    assert used <= allowed


@pytest.mark.parametrize("path", MODULES)
def test_what_changes_is_not_kept_in_a_module(path: Path) -> None:
    """A list, dict or set at the top of a module is a constant, and says so by its name."""
    assert list(find_module_state(parse(path))) == []


def find_module_state(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and is_mutable(node.value):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (ast.unparse(target) for target in targets if not CONSTANT.fullmatch(ast.unparse(target)))
    for inner in ast.walk(tree):
        if isinstance(inner, ast.Global):
            yield from inner.names


def is_mutable(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id in MUTABLE_CALLS
    return isinstance(value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp)


@pytest.mark.parametrize("path", MODULES)
def test_receivers_are_functions_of_their_module(path: Path) -> None:
    """Signals hold receivers weakly: a lambda, an inner function or a bound method connects and never runs."""
    bridge = {f"bridge.{name}" for name in find_functions(PLUGINS / "shared" / "bridge.py")}
    known = find_functions(path) | bridge
    assert [receiver for receiver in find_receivers(parse(path)) if receiver not in known] == []


def find_functions(path: Path) -> set[str]:
    """The functions at the top of a module."""
    return {node.name for node in parse(path).body if isinstance(node, ast.FunctionDef)}


def find_receivers(tree: ast.Module) -> Iterator[str]:
    """What every `….connect(…)` is given."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "connect"
            # A database, not a signal.
            and ast.unparse(node.func.value) != "sqlite3"
            and node.args
        ):
            yield ast.unparse(node.args[0])


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=path.relative_to(PROJECT).as_posix())
        for path in sorted(path for folder in ("plugins", "tests") for path in (PROJECT / folder).rglob("*.py"))
    ],
)
def test_a_module_is_named_for_what_it_knows(path: Path) -> None:
    assert not {*re.split("[_.]", path.name), path.parent.name} & {*VAGUE_NAMES}


def test_register_is_where_a_plugin_meets_pelican() -> None:
    """Every plugin that has hooks connects them in `register()`, and imports them there."""
    for hooks in sorted(PLUGINS.glob("*/hooks.py")):
        tree = parse(hooks.with_name("__init__.py"))
        functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
        assert functions == ["register"], hooks.parent.name
        assert not any(isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body if not is_future(node))


def is_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"
