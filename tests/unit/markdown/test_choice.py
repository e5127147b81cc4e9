"""Which dialect a site is read in, and by which options."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.markdown.choice import Choice, Wish, choose, make_renderer, read_stock_setting, read_wish
from plugins.markdown.dialect import EXTENSIONS, STOCK_OPTIONS, Dialect
from plugins.markdown.surroundings import Surroundings, list_deciding_files, look_around

OLD = Surroundings(stock_name="old/pelicanconf.py", stock_text="SITENAME = 'Old'\n")
VAULT = Surroundings(is_vault=True)


def problems_of(choice: Choice) -> list[str]:
    return [f"{problem.severity}: {problem}" for problem in choice.problems]


@pytest.mark.parametrize(
    ("wish", "around", "dialect", "line"),
    [
        pytest.param(
            Wish(),
            Surroundings(),
            "commonmark",
            "Markdown: CommonMark, single line breaks joined (no .obsidian/)",
            id="nothing",
        ),
        pytest.param(Wish(), OLD, "python-markdown", "Markdown: python-markdown (old/pelicanconf.py)", id="old blog"),
        pytest.param(Wish("python-markdown"), Surroundings(), "python-markdown", "Markdown: python-markdown", id="set"),
        pytest.param(
            Wish("commonmark"),
            OLD,
            "commonmark",
            "Markdown: CommonMark, single line breaks joined (no .obsidian/)",
            id="set for an old blog",
        ),
        pytest.param(
            Wish(""), VAULT, "commonmark", "Markdown: CommonMark, single line breaks kept (.obsidian/)", id="vault"
        ),
    ],
)
def test_settings_decide_before_the_folder_does(wish: Wish, around: Surroundings, dialect: str, line: str) -> None:
    choice = choose(wish, around)
    assert (choice.dialect, choice.line, choice.problems) == (dialect, line, ())


def test_an_unknown_dialect_is_one_error_with_the_cure() -> None:
    assert problems_of(choose(Wish("python-markdwn"))) == [
        "error: pelicanconf.py: MARKDOWN_DIALECT: unknown dialect 'python-markdwn'; did you mean 'python-markdown'?"
    ]
    assert problems_of(choose(Wish("html"))) == [
        "error: pelicanconf.py: MARKDOWN_DIALECT: unknown dialect 'html'; write 'commonmark' or 'python-markdown'"
    ]


def test_extensions_are_left_out_by_name() -> None:
    choice = choose(Wish(without=["tags", "formulas"]))
    assert frozenset(EXTENSIONS) - choice.options.extensions == {"tags", "formulas"}
    assert frozenset(EXTENSIONS) - choose(Wish(without="tags")).options.extensions == {"tags"}


def test_an_extension_that_is_not_there_is_named_with_the_nearest() -> None:
    choice = choose(Wish(without=["tag", "tags"]))
    assert "tags" not in choice.options.extensions
    assert problems_of(choice) == [
        "warning: pelicanconf.py: MARKDOWN_WITHOUT: unknown extension 'tag'; did you mean 'tags'?"
    ]


@pytest.mark.parametrize("value", [7, True, {"tags": True}])
def test_extensions_to_leave_out_are_a_list(value: object) -> None:
    assert problems_of(choose(Wish(without=value))) == [
        f"warning: pelicanconf.py: MARKDOWN_WITHOUT: {value!r} is no list; write the names of extensions, as ['tags']"
    ]


@pytest.mark.parametrize(
    ("wish", "around", "breaks", "reason"),
    [
        pytest.param(None, Surroundings(), False, "joined (no .obsidian/)", id="no vault"),
        pytest.param(None, VAULT, True, "kept (.obsidian/)", id="vault without settings"),
        pytest.param(None, Surroundings(True, "{}"), True, "kept (.obsidian/)", id="vault with other settings"),
        pytest.param(
            None,
            Surroundings(True, '{"strictLineBreaks": true}'),
            False,
            "joined (.obsidian/app.json)",
            id="strict vault",
        ),
        pytest.param(
            None, Surroundings(True, '{"strictLineBreaks": false}'), True, "kept (.obsidian/)", id="lax vault"
        ),
        pytest.param(None, Surroundings(True, "[]"), True, "kept (.obsidian/)", id="a list"),
        pytest.param(False, VAULT, False, "joined (MARKDOWN_BREAKS)", id="off in a vault"),
        pytest.param(True, Surroundings(), True, "kept (MARKDOWN_BREAKS)", id="on without one"),
    ],
)
def test_line_breaks_are_read_as_the_vault_shows_them(
    wish: bool | None, around: Surroundings, breaks: bool, reason: str
) -> None:
    choice = choose(Wish(breaks=wish), around)
    assert (choice.options.breaks, choice.line) == (breaks, f"Markdown: CommonMark, single line breaks {reason}")


def test_settings_of_a_vault_that_are_broken_are_named() -> None:
    choice = choose(Wish(), Surroundings(True, '{"strictLineBreaks": '))
    assert choice.options.breaks
    assert problems_of(choice) == [
        (
            "warning: pelicanconf.py: '.obsidian/app.json' is not valid JSON, so single line breaks are kept;"
            " set MARKDOWN_BREAKS"
        )
    ]


def test_line_breaks_are_set_by_true_or_false() -> None:
    assert problems_of(choose(Wish(breaks="yes"))) == [
        "warning: pelicanconf.py: MARKDOWN_BREAKS: 'yes'; write True, False or None"
    ]


def test_a_setting_that_the_dialect_does_not_use_is_named() -> None:
    assert problems_of(choose(Wish(stock={"extensions": ["markdown.extensions.toc"]}))) == [
        (
            "warning: pelicanconf.py: MARKDOWN is not used with CommonMark; remove it,"
            " or set MARKDOWN_DIALECT = 'python-markdown'"
        )
    ]
    unused = "is not used with python-markdown; remove it, or set MARKDOWN_DIALECT = 'commonmark'"
    assert problems_of(choose(Wish("python-markdown", without=["tags"], breaks=True))) == [
        f"warning: pelicanconf.py: MARKDOWN_WITHOUT {unused}",
        f"warning: pelicanconf.py: MARKDOWN_BREAKS {unused}",
    ]


def test_what_pelican_sets_by_itself_is_no_setting_of_the_author() -> None:
    used = {**STOCK_OPTIONS, "extensions": ["markdown.extensions.extra", "markdown.extensions.meta"]}
    assert read_wish({"MARKDOWN": used}).stock is None
    assert read_wish({}).stock is None
    assert read_wish({"MARKDOWN": {"output_format": "html5"}}).stock == {"output_format": "html5"}


def test_the_markdown_of_an_old_blog_is_read_from_its_settings() -> None:
    text = "MARKDOWN = {'extension_configs': {'markdown.extensions.toc': {'permalink': True}}}\n"
    choice = choose(Wish(stock={"extensions": []}), OLD._replace(stock_text=text))
    assert choice.stock == {"extension_configs": {"markdown.extensions.toc": {"permalink": True}}}
    assert choice.problems == ()


def test_an_old_blog_without_the_setting_has_pelicans() -> None:
    assert choose(Wish(stock={"extensions": []}), OLD).stock == STOCK_OPTIONS


def test_an_extension_that_is_not_installed_is_left_out_and_named() -> None:
    text = "X = 1\nMARKDOWN = {'extensions': ['no_such_extension', 'markdown.extensions.abbr']}\n"
    choice = choose(Wish(), OLD._replace(stock_text=text))
    assert choice.stock["extensions"] == ["markdown.extensions.abbr"]
    assert problems_of(choice) == [
        (
            "warning: old/pelicanconf.py:2: MARKDOWN: 'no_such_extension' cannot be used"
            " (No module named 'no_such_extension'); texts are read without it: install or remove it"
        )
    ]


@pytest.mark.parametrize(
    ("stock", "told"),
    [
        ([], "MARKDOWN: [] is no dict, so Pelican's own is used; write it as Pelican's manual shows"),
        (
            {"extension_configs": ["toc"]},
            "MARKDOWN: 'extension_configs' is no dict, so Pelican's own is used; write {'name': {…}}",
        ),
        (
            {"extensions": [{"toc": 1}]},
            "MARKDOWN: {'toc': 1} names no extension, so Pelican's own is used; write 'markdown.extensions.toc'",
        ),
        ({"extensions": "toc"}, "MARKDOWN: 'extensions' is no list, so Pelican's own is used; write ['name']"),
    ],
)
def test_a_setting_of_another_shape_is_named(stock: object, told: str) -> None:
    choice = choose(Wish("python-markdown", stock=stock))
    assert choice.stock == STOCK_OPTIONS
    assert problems_of(choice) == [f"warning: pelicanconf.py: {told}"]


@pytest.mark.parametrize(
    ("text", "options", "line"),
    [
        pytest.param("", None, 0, id="nothing"),
        pytest.param("A = 1\nMARKDOWN = {'a': 1}\n", {"a": 1}, 2, id="literal"),
        pytest.param("MARKDOWN: dict = {'a': 1}\n", {"a": 1}, 1, id="with a type"),
        pytest.param("MARKDOWN = {'a': 1}\nMARKDOWN = {'b': 2}\n", {"b": 2}, 2, id="the last one"),
        pytest.param("if True:\n    MARKDOWN = {'a': 1}\n", None, 0, id="within something else"),
        pytest.param(
            "MD_EXTENSIONS = ['codehilite(css_class=highlight)', 'extra', 'pymdownx.tilde']\n",
            {
                "extension_configs": {
                    "markdown.extensions.codehilite": {"css_class": "highlight"},
                    "markdown.extensions.extra": {},
                    "pymdownx.tilde": {},
                },
                "output_format": "html5",
            },
            1,
            id="older name",
        ),
    ],
)
def test_a_setting_is_read_and_not_run(text: str, options: object, line: int) -> None:
    setting = read_stock_setting(text)
    assert (setting.options, setting.line, setting.problem) == (options, line, "")


def test_what_is_no_literal_is_named() -> None:
    assert read_stock_setting("import sys\nMARKDOWN = {'x': sys.exit(1)}\n") == (
        None,
        2,
        "MARKDOWN is not written out as a literal, so Pelican's own is used",
    )
    assert read_stock_setting("print 'hello'\n").problem == (
        "cannot be read as Python 3, so Pelican's own MARKDOWN setting is used"
    )


def test_the_renderer_is_that_of_the_dialect() -> None:
    text = "Head\n- item"
    assert "<li>item" in make_renderer(choose(Wish())).render(text).html
    assert make_renderer(choose(Wish("python-markdown"))).render(text).html == "<p>Head\n- item</p>"
    assert choose(Wish("python-markdown")).dialect is Dialect.PYTHON_MARKDOWN


def test_extensions_that_nobody_finishes_are_left_out() -> None:
    renderer = make_renderer(choose(Wish()), ["wikilinks"])
    assert renderer.render("See [[Tea]].").html == "<p>See [[Tea]].</p>"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "blog" / "content").mkdir(parents=True)
    return tmp_path / "blog" / "content"


@pytest.mark.parametrize("place", ["blog/content", "blog", "."])
def test_settings_beside_or_above_a_folder_are_found(tmp_path: Path, content: Path, place: str) -> None:
    path = tmp_path / place / "pelicanconf.py"
    path.write_text("SITENAME = 'Old'\n")
    around = look_around(content, tmp_path / "project")
    assert (around.stock_name, around.stock_text) == (f"{path.parent.name}/pelicanconf.py", "SITENAME = 'Old'\n")


def test_settings_of_a_site_of_ours_make_no_old_blog(tmp_path: Path, content: Path) -> None:
    (content.parent / "pelicanconf.py").write_text('PLUGINS = ["plugins.kinds"]\n')
    (tmp_path / "pelicanconf.py").write_text("SITENAME = 'Old'\n")
    assert look_around(content, tmp_path / "project") == Surroundings()


def test_the_projects_own_settings_make_no_old_blog(content: Path) -> None:
    (content.parent / "pelicanconf.py").write_text("SITENAME = 'Old'\n")
    assert look_around(content, content.parent) == Surroundings()


def test_a_vault_is_told_by_its_folder(tmp_path: Path, content: Path) -> None:
    (content / ".obsidian").mkdir()
    assert look_around(content, tmp_path / "project") == Surroundings(is_vault=True)
    (content / ".obsidian" / "app.json").write_text("{}")
    assert look_around(content, tmp_path / "project") == Surroundings(is_vault=True, vault_settings="{}")


def test_files_that_are_not_there_decide_as_well(content: Path) -> None:
    names = [path.relative_to(content).as_posix() for path in list_deciding_files(content, content.parent)]
    assert names == [".obsidian/app.json", ".obsidian"]
