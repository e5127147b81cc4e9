from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment, FileSystemBytecodeCache, StrictUndefined, UndefinedError, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from plugins.building.drawer import Drawer
from plugins.building.templates import WORTH_FROM, Digested, Lasting, LendingEnvironment, Printer

MACROS = "{% macro cup(words) %}{{ words }} at {{ place }}{% endmacro %}"
PAGE = "{% import 'cup.html' as cups with context %}{{ cups.cup(words) }}"
SHELF = "{% import 'cup.html' as cups with context %}{% macro shelf(words) %}[{{ cups.cup(words) }}]{% endmacro %}"
NESTED = "{% import 'shelf.html' as shelves with context %}{{ shelves.shelf(words) }}"
COMPUTED = "{% macro any(name) %}{% include name %}{% endmacro %}"


@pytest.fixture
def environment() -> Environment:
    texts = {
        "cup.html": MACROS,
        "page.html": PAGE,
        "shelf.html": SHELF,
        "nested.html": NESTED,
        "place.html": "{{ place }}",
        "computed.html": COMPUTED,
        "looks.html": "{% import 'computed.html' as parts with context %}{{ parts.any('place.html') }}",
        "within.html": "{% for place in places %}{% import 'cup.html' as cups with context %}{{ cups.cup('') }}"
        "{% endfor %}",
    }
    return LendingEnvironment(loader=DictLoader(texts))


def print_often(environment: Environment, name: str, **values: object) -> str:
    """What the template *name* prints, when it has been printed so often that it pays to keep its macros."""
    printed = {environment.get_template(name).render(**values) for _ in range(2 * WORTH_FROM)}
    assert len(printed) == 1
    return printed.pop()


class TestLendingTemplate:
    def test_macros_are_made_once_for_the_same_things(self, environment: Environment) -> None:
        print_often(environment, "page.html", place="home", words="Tea")
        lender = environment.get_template("cup.html")
        assert lender.make_module({"place": "home"}) is lender.make_module({"place": "home", "words": "Milk"})

    @pytest.mark.parametrize("name", ["page.html", "nested.html"])
    def test_other_things_make_other_macros(self, environment: Environment, name: str) -> None:
        print_often(environment, name, place="home", words="Tea")
        assert "Milk at work" in environment.get_template(name).render(place="work", words="Milk")
        assert "Tea at home" in environment.get_template(name).render(place="home", words="Tea")

    def test_what_is_nearer_counts(self, environment: Environment) -> None:
        print_often(environment, "page.html", place="home", words="Tea")
        printed = environment.get_template("within.html").render(places=["here", "there"], place="home")
        assert printed == " at here at there"

    def test_what_is_read_is_known_of_templates_that_were_compiled_before(self, tmp_path: Path) -> None:
        for _ in range(2):
            kept = FileSystemBytecodeCache(str(tmp_path))
            environment = LendingEnvironment(
                loader=DictLoader({"page.html": PAGE, "cup.html": MACROS}), bytecode_cache=kept
            )
            print_often(environment, "page.html", place="home", words="Tea")
            lender = environment.get_template("cup.html")
            assert lender.make_module({"place": "home"}) is lender.make_module({"place": "home", "words": "Milk"})
            assert "Tea at work" in environment.get_template("page.html").render(place="work", words="Tea")

    def test_what_may_reach_any_template_is_made_for_each_page(self, environment: Environment) -> None:
        print_often(environment, "looks.html", place="home")
        assert environment.get_template("looks.html").render(place="work") == "work"


class TestPrinting:
    @pytest.mark.parametrize(
        ("value", "printed"),
        [("a < 'b' & \"c\"", "a &lt; &#39;b&#39; &amp; &#34;c&#34;"), (Markup("<b>"), "<b>"), (3, "3"), (None, "None")],
        ids=["text", "HTML", "number", "nothing"],
    )
    def test_text_is_escaped_and_html_is_not(self, value: object, printed: str) -> None:
        texts = {
            "page.html": "{% import 'cup.html' as cups %}{{ value }}{{ cups.cup(value) }}",
            "cup.html": "{% macro cup(words) %}{{ words }}{% endmacro %}",
        }
        environment = LendingEnvironment(loader=DictLoader(texts), autoescape=True)
        assert environment.get_template("page.html").render(value=value) == printed * 2

    def test_what_is_not_there_is_an_error(self) -> None:
        texts = {"page.html": "{{ value }}", "macro.html": "{% macro cup(words) %}{{ words }}{% endmacro %}{{ cup() }}"}
        environment = LendingEnvironment(loader=DictLoader(texts), autoescape=True, undefined=StrictUndefined)
        for name in texts:
            with pytest.raises(UndefinedError):
                environment.get_template(name).render()

    def test_macros_take_what_they_name_and_say_what_is_missing(self) -> None:
        texts = {
            "page.html": "{% macro cup(words, place='home') %}{{ words }} at {{ place }}{% endmacro %}"
            "{% macro many(words) %}{{ words }}{{ varargs|join }}{{ kwargs.place }}{% endmacro %}"
            "{% for n in [1] %}{{ cup('Tea') }}, {{ cup('Tea', 'work') }}, {{ cup(place='<sea>', words='Tea') }}"
            ", {{ many('Tea', 2, 3, place='here') }}{% endfor %}",
            "more.html": "{% macro cup(words) %}{% endmacro %}{{ cup('Tea', 'Milk') }}",
            "less.html": "{% macro cup(words) %}{{ words }}{% endmacro %}{{ cup() }}",
        }
        environment = LendingEnvironment(loader=DictLoader(texts), autoescape=True, undefined=StrictUndefined)
        printed = environment.get_template("page.html").render()
        assert printed == "Tea at home, Tea at work, Tea at &lt;sea&gt;, Tea23here"
        with pytest.raises(TypeError, match="takes not more than 1 argument"):
            environment.get_template("more.html").render()
        with pytest.raises(UndefinedError, match="parameter 'words' was not provided"):
            environment.get_template("less.html").render()

    def test_functions_may_ask_for_the_context_and_blocks_may_call(self) -> None:
        @pass_context
        def place(context: Context) -> str:
            return str(context["cup"])

        texts = {
            "page.html": "{% macro twice(n=2) %}{{ caller() * n }}{% endmacro %}"
            "{% for name in ['a', 'b'] %}{% set cup = name %}"
            "{{ place() }}{% call twice(n=3) %}-{% endcall %}{% endfor %}"
        }
        environment = LendingEnvironment(loader=DictLoader(texts), autoescape=True)
        assert environment.get_template("page.html").render(place=place) == "a---b---"


class TestPrinter:
    def test_a_macro_is_asked_once_for_the_same(self) -> None:
        asked: list[tuple[str, bool]] = []

        def macro(words: str, is_first: bool) -> str:
            asked.append((words, is_first))
            return f"{words}!"

        once = Printer({}, Drawer()).once
        assert [once(macro, "Tea", True), once(macro, "Tea", True), once(macro, "Tea", False)] == ["Tea!"] * 3
        assert asked == [("Tea", True), ("Tea", False)]

    def test_one_build_knows_nothing_of_another(self) -> None:
        assert Printer({}, Drawer()).once(str.upper, "tea") == "TEA"
        assert Printer({}, Drawer()).once(str.lower, "TEA") == "tea"

    def test_what_has_the_same_digest_prints_the_same(self) -> None:
        def macro(one: Leaf) -> str:
            return one.words

        once = Printer({}, Drawer()).once
        told = [Leaf(b"tea", "Tea"), Leaf(b"tea", "is not asked"), Leaf(b"milk", "Milk")]
        assert [once(macro, one) for one in told] == ["Tea", "Tea", "Milk"]

    def test_a_copied_process_tells_what_it_printed(self, tmp_path: Path) -> None:
        told = tmp_path / "told"
        drawer = Drawer(share=2)
        printer = Printer({}, drawer)

        def macro(words: str) -> str:
            return f"{words}!"

        printer.once(macro, "Tea")
        child = os.fork()
        if not child:
            printer.take_new()
            printer.once(macro, "Milk")
            printer.once(lambda words: f"{words}?", "Milk")
            told.write_bytes(pickle.dumps(printer.take_new()))
            os._exit(0)
        os.waitpid(child, 0)
        heard = pickle.loads(told.read_bytes())  # noqa: S301 - written above
        # Of a macro that is its own it says nothing.
        assert [drawer.get(place) for place in heard.values()] == ["Milk!"]
        printer.learn({key: drawer.put("heard of") for key in heard})
        assert printer.once(macro, "Milk") == "heard of"

    def test_what_lies_where_others_do_not_look_is_not_told(self) -> None:
        drawer = Drawer(share=0)
        printer = Printer({}, drawer)
        assert (printer.once(str.upper, "tea"), printer.take_new()) == ("TEA", {})


class Leaf(Digested):
    def __init__(self, digest: bytes, words: str) -> None:
        self.digest = digest
        self.words = words


class TestLasting:
    def test_what_is_as_it_was_is_not_printed_again(self) -> None:
        kept: dict[str, tuple[bytes, str]] = {}
        assert (
            Printer(kept, Drawer()).once(lambda one: f"{one.name}, 2 entries", Lasting("2024", b"two"))
            == "2024, 2 entries"
        )
        assert Printer(kept, Drawer()).once(lambda _one: "other", Lasting("2024", b"two")) == "2024, 2 entries"

    def test_what_has_another_digest_is_printed_anew_and_kept(self) -> None:
        kept = {"2024": (b"two", "2 entries")}
        assert Printer(kept, Drawer()).once(lambda _one: "3 entries", Lasting("2024", b"three")) == "3 entries"
        assert kept == {"2024": (b"three", "3 entries")}
