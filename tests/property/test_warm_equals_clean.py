"""Whatever is changed, and in whatever order: a warm build comes to what a build from nothing makes, byte for byte.

The short run belongs to the suite. For a long one:
`DOODLEBOOK_PROPERTY_MINUTES=30 DOODLEBOOK_PROPERTY_SEED=1 pytest -s tests/property/test_warm_equals_clean.py`.
"""

from __future__ import annotations

import importlib.resources
import io
import os
import shutil
import signal
import tempfile
import time
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar
from unittest import mock

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from PIL import Image

from plugins.building.moving import claim_output
from plugins.kinds import reading
from plugins.shared import files, json_feed
from tests.property.gardens import Garden, assert_same_trees, read_tree

MINUTES = float(os.environ.get("DOODLEBOOK_PROPERTY_MINUTES", "0"))
# Shrinking takes minutes; what a failure says of its last step is often enough.
SHRINKS = bool(os.environ.get("DOODLEBOOK_PROPERTY_SHRINK"))
SEED = int(os.environ.get("DOODLEBOOK_PROPERTY_SEED", "1"))
# Plain Pelican takes longer: its site is compared with ours in one step of so many.
PELICAN_EVERY = 7
# And in one of so many of these, all pictures are drawn anew.
DRAWN_EVERY = 3

FOLDERS = ("posts", "doodles", "rockets", "notes", "pages", "posts/deep")
STEMS = ("tea", "walk", "pond", "lamp", "2026-01-05-tea")
TITLES = ("Tea", "Pond", "Walk at dusk", "Ärger", "")
ALIASES = ((), ("Chai",), ("Pond",), ("Chai", "T-ea"))
CATEGORIES = ((), ("Maps",), ("maps", "Ponds"), ("MAPS",), ("Tea & cake", "Ponds", "Maps"), ("Lost",))
TAGS = ((), ("paper",), ("Paper", "ink"), ("ink",), ("C++",))
AUTHORS = ((), ("Ada",), ("ada", "Bo"))
DATES = ("2026-01-02", "2026-01-20 08:30", "2026-02-14", "2026-03-03", "2025-12-31 23:59")
NOW = ("2026-01-10", "2026-02-01", "2026-04-01")
STATUSES = ("published", "draft", "hidden")
SERIES = (("", ""), ("Walks", "1"), ("walks", "2"), ("Walks", "x"), ("Ink", ""))
ADDRESSES = (
    ("", ""),
    ("Slug", "other"),
    ("Save_as", "places/here.html"),
    ("URL", "elsewhere/"),
    ("Save_as", "index.html"),
)
TEXTS = (
    "A cup of it.",
    "A pot of it. Two sentences, and more.",
    "Some words.\n\n<!-- more -->\n\nThe rest of it.",
    "> [!note] Mind\n> the step.\n\nText with a note[^1].\n\n[^1]: The note.",
)
HEADINGS = (
    "",
    "## Leaves\n\nGreen ones.",
    "## Leaves\n\nBlack ones.",
    "## Water\n\nHot.",
    '<a id="deep"></a>\n\nDeep.',
)
LINKS = (
    "",
    "See [[Tea]].",
    "See [[Tea#Leaves]] and [[Pond|the pond]].",
    "See [[Chai]] and [[T-ea?]].",
    "See [[tea#deep]], [[walk]] and [[notes/pond]].",
    "See [[Nowhere]] and [[Te]].",
    "See [tea](tea.md), [pond](/notes/pond.md) and [maps]({category}Maps).",
    "See [the list](/posts/) and [a tag]({tag}ink).",
    "![[pond.png]]",
    "![[Tea]], ![[pond#Water]] and ![[Nowhere]], beside [[lamp.png]].",
    "![A pond](images/pond.png)",
    "![A pond](/images/pond.png) and ![[lamp.png]]",
    '<img src="/images/photo.jpg" alt="Photo">',
    "[A file](/extra/data.txt) and [a clip](/video/clip.mp4).",
)
PICTURES = ("images/pond.png", "images/lamp.png", "images/photo.jpg", "notes/pond.png", "images/Pond.png")
MEDIA = (
    (),
    (("Image", "images/pond.png"), ("Image_alt", "A pond")),
    (("Image", "photo.jpg"),),
    (
        ("Drawing", "lamp.png"),
        ("Alt", "A lamp"),
        ("Transcript", "What it *says*: [[Tea]], [tea]({filename}/notes/tea.md)."),
    ),
    (("Drawing", "images/pond.png"), ("Alt", "A pond")),
    (("Video", "video/clip.mp4"), ("Poster", "images/pond.png"), ("Video_title", "A clip")),
    (("Video", "https://video.example/1"),),
)
MORE = (
    (),
    (("Excerpt", "In short."),),
    (("Summary", "See [[Pond]]."),),
    (("Message", "Look!"),),
    (("Template", "page"),),
)
# What stands so far below that no listing shows it.
LONG = "One sentence that is long enough to fill all of an excerpt, as it goes on and on. " * 5
ENDINGS = (
    "",
    "The end.",
    "A *good* end.",
    "The end, see [[Tea]].",
    "See [[Chai]], [[Nowhere]] and [pond](/notes/pond.md).",
)
INTRODUCTIONS = {
    "categories/maps.md": ("All about [[Tea]].", "Maps, drawn by hand. ![](/images/pond.png)"),
    "tags/ink.md": ("Title: ink\n\nBlack, see [[pond]].", "Blue."),
    "authors/ada.md": ("Who writes.",),
}
OTHER_FILES = ("extra/data.txt", "extra/robots.txt", "extra/deep/er.html", "video/clip.mp4", "images/notes.txt")
TEMPLATES = ("templates/article.html", "templates/note.html", "templates/tag.html", "templates/archives.html")
PARTIALS = ("templates/partials/footer.html", "templates/macros/card.html", "templates/kinds/post.html")
SHEETS = ("static/css/tokens.css", "static/css/components/card.css", "static/favicon.svg")
SETTINGS: tuple[tuple[str, Any], ...] = (
    ("SITENAME", "Garden"),
    ("SITENAME", "Other garden"),
    ("DEFAULT_PAGINATION", 2),
    ("DEFAULT_PAGINATION", 3),
    ("CATEGORY_COLORS", {"Maps": "#336699"}),
    ("CATEGORY_COLORS", {}),
    ("WITH_DRAFTS", False),
    ("WITH_DRAFTS", True),
    ("WITH_FUTURE_DATES", False),
    ("WITH_FUTURE_DATES", True),
    ("SITEURL", "https://garden.example"),
    ("SITEURL", ""),
    ("EXCERPT_LENGTH", 40),
    ("FEED_MAX_ITEMS", 2),
    ("FEED_MAX_ITEMS", 100),
    ("SITESUBTITLE", "Green"),
    ("SITESUBTITLE", "Greener"),
    ("WEBSUB_HUB", "https://hub.example/"),
    ("FEED_APPEND_REF", True),
    ("FAIL_ON", "errors"),
    ("FAIL_ON", "never"),
    ("CARD_STYLE", "ink"),
    ("CARD_STYLE", "paper"),
    ("AUTHOR", "Ada"),
    ("SOCIAL_ACCOUNTS", {"mastodon": "@ada@garden.example"}),
    ("ARCHIVES_SAVE_AS", "years/index.html"),
    ("TAG_SAVE_AS", "shelf/{slug}/index.html"),
    ("JINJA_ENVIRONMENT", {"trim_blocks": True, "lstrip_blocks": True, "extensions": []}),
)
# What may be otherwise in another version of the program.
CODE: tuple[tuple[ModuleType, str, object], ...] = (
    (reading, "ROCKET_TITLE_LENGTH", 60),
    (reading, "ROCKET_TITLE_LENGTH", 8),
    (json_feed, "VERSION", "https://jsonfeed.org/version/1.1"),
    (json_feed, "VERSION", "https://jsonfeed.org/version/1"),
)
# Styles of cards the author may have drawn up; the last is none.
CARD_STYLES = ('ground = "#f6f7f3"\nink = "#1b2140"\n', 'ground = "#203040"\nink = "#fff8e0"\n', "ground = ink\n")
BROKEN = b"---\ntitle: Never closed\n\nBroken.\n"


@cache
def pictures() -> tuple[bytes, ...]:
    """Small pictures that differ, of equal size in bytes or not; the last is none."""
    made = []
    for color, size in (("navy", (60, 40)), ("olive", (60, 40)), ("navy", (80, 80))):
        held = io.BytesIO()
        Image.new("RGB", size, color).save(held, "PNG")
        made.append(held.getvalue())
    # Some of equal size: what follows the end of a picture is no part of it.
    length = max(len(data) for data in made)
    return (*(data.ljust(length, b"\0") for data in made), b"no picture")


@cache
def title_fonts() -> tuple[bytes, ...]:
    """Two fonts that differ; the last is none."""
    package = importlib.resources.files("fontpkg_alegreya_sans")
    names = ("AlegreyaSans-Medium.ttf", "AlegreyaSans-ExtraBold.ttf")
    return (*(package.joinpath("files", name).read_bytes() for name in names), b"no font")


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry as its author has it in mind."""

    title: str = "Tea"
    date: str = DATES[0]
    modified: str = ""
    status: str = "published"
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    series: tuple[str, str] = ("", "")
    address: tuple[str, str] = ("", "")
    media: tuple[tuple[str, str], ...] = ()
    more: tuple[tuple[str, str], ...] = ()
    text: str = TEXTS[0]
    heading: str = ""
    ending: str = ""
    links: str = ""

    def write(self) -> str:
        lines = {
            "Title": self.title,
            "Date": self.date,
            "Modified": self.modified,
            "Status": self.status if self.status != "published" else "",
            "Category": ", ".join(self.categories),
            "Tags": ", ".join(self.tags),
            "Authors": ", ".join(self.authors),
            "Aliases": ", ".join(self.aliases),
            "Series": self.series[0],
            "Series_part": self.series[1],
            self.address[0]: self.address[1],
            **dict(self.media),
            **dict(self.more),
        }
        front = "\n".join(f"{key}: {value}" for key, value in lines.items() if key and value)
        ending = f"{LONG}\n\n{self.ending}" if self.ending else ""
        return "\n\n".join(part for part in (front, self.text, self.links, self.heading, ending) if part) + "\n"


BEGINNING = {
    "posts/tea.md": Draft("Tea", categories=("Maps",), tags=("ink",), links=LINKS[2], series=SERIES[1]),
    "posts/walk.md": Draft("Walk at dusk", DATES[1], categories=("maps", "Ponds"), links=LINKS[1], series=SERIES[2]),
    "posts/lamp.md": Draft("Lamp", DATES[2], authors=("Ada",), tags=("Paper", "ink"), media=MEDIA[1]),
    "posts/deep/pond.md": Draft("Deep", DATES[3], categories=("Maps",), authors=("Bo",), text=TEXTS[2]),
    "posts/late.md": Draft("Late", DATES[3], status="draft", categories=("Lost",)),
    "doodles/pond.md": Draft("Drawn pond", DATES[4], media=MEDIA[4], categories=("Ponds",)),
    "rockets/lamp.md": Draft("", DATES[1], media=MEDIA[5], tags=("paper",)),
    "notes/tea.md": Draft("Tea", "", aliases=("Chai",), heading=HEADINGS[1], links=LINKS[4]),
    "notes/pond.md": Draft("Pond", "", links=LINKS[1], categories=("Ponds",)),
    "pages/about.md": Draft("About", "", links=LINKS[7]),
}
FIXED = {"posts/late.md", "pages/about.md"}


@dataclass
class Tally:
    """What a run came to."""

    seed: int = SEED
    steps: int = 0
    failed_builds: int = 0
    quick_builds: int = 0
    touch_ups: int = 0
    pelican_builds: int = 0
    began: float = field(default_factory=time.monotonic)


@cache
def shared_cache() -> Path:
    """One cache for all gardens, so that equal cards are drawn once."""
    return Path(tempfile.mkdtemp(prefix="doodlebook-cards-"))


class Gardening(RuleBasedStateMachine):
    """All that may happen to a site between two builds."""

    tally: ClassVar[Tally] = Tally()

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="doodlebook-garden-"))
        self.garden = Garden(self.root / "site", shared_cache())
        self.garden.set(BUILD_DATE=NOW[0], DEFAULT_PAGINATION=2, WITH_FUTURE_DATES=False, DATES_FROM_GIT=False)
        self.patches = pytest.MonkeyPatch()
        self.drafts: dict[str, Draft] = {}
        self.broken: set[str] = set()
        self.waiting = 0
        self.failures = 0
        self.builds = 0

    def teardown(self) -> None:
        self.patches.undo()
        shutil.rmtree(self.root)
        if MINUTES:
            report()

    @initialize()
    def begin(self) -> None:
        for name, draft in BEGINNING.items():
            self.put(name, draft)
        for name, texts in INTRODUCTIONS.items():
            self.garden.write({name: texts[0]})
        self.garden.write({name: pictures()[0] for name in PICTURES[:3]})
        self.garden.write({name: "Some data.\n" for name in OTHER_FILES if "robots" not in name})

    def put(self, name: str, draft: Draft) -> None:
        self.drafts[name] = draft
        self.broken.discard(name)
        self.garden.write({name: draft.write()})

    def drop(self, name: str) -> None:
        del self.drafts[name]
        self.broken.discard(name)
        self.garden.remove(name)

    def pick(self, number: int) -> str:
        names = sorted(self.drafts)
        return names[number % len(names)]

    def change(self, number: int, **fields: object) -> None:
        name = self.pick(number)
        self.put(name, replace(self.drafts[name], **fields))  # type: ignore[arg-type]

    # What authors do

    which = st.integers(0, 19)

    @rule(number=which, text=st.sampled_from(TEXTS))
    def edit_the_text(self, number: int, text: str) -> None:
        self.change(number, text=text)

    @rule(number=which, word=st.sampled_from(["cup", "mug", "jar"]))
    def edit_one_word(self, number: int, word: str) -> None:
        self.change(number, text=f"A {word} of it.")

    @rule(number=which, ending=st.sampled_from(ENDINGS))
    def edit_the_end(self, number: int, ending: str) -> None:
        self.change(number, ending=ending)

    @rule(number=which)
    def edit_the_end_word_by_word(self, number: int) -> None:
        """As most of writing goes, with a build after each word."""
        for ending in ENDINGS[1:]:
            self.change(number, ending=ending)
            if not self.waiting:
                self.warm_equals_clean()

    @rule(number=which, heading=st.sampled_from(HEADINGS))
    def edit_a_heading(self, number: int, heading: str) -> None:
        self.change(number, heading=heading)

    @rule(number=which, links=st.sampled_from(LINKS))
    def edit_the_links(self, number: int, links: str) -> None:
        self.change(number, links=links)

    @rule(number=which, title=st.sampled_from(TITLES))
    def give_a_title(self, number: int, title: str) -> None:
        self.change(number, title=title)

    @rule(number=which, more=st.sampled_from(MORE))
    def give_an_excerpt_or_message(self, number: int, more: tuple[tuple[str, str], ...]) -> None:
        self.change(number, more=more)

    @rule(number=which, categories=st.sampled_from(CATEGORIES))
    def file_under_categories(self, number: int, categories: tuple[str, ...]) -> None:
        self.change(number, categories=categories)

    @rule(number=which, tags=st.sampled_from(TAGS), authors=st.sampled_from(AUTHORS))
    def tag_and_sign(self, number: int, tags: tuple[str, ...], authors: tuple[str, ...]) -> None:
        self.change(number, tags=tags, authors=authors)

    @rule(number=which, aliases=st.sampled_from(ALIASES))
    def give_aliases(self, number: int, aliases: tuple[str, ...]) -> None:
        self.change(number, aliases=aliases)

    @rule(number=which, series=st.sampled_from(SERIES))
    def put_into_a_series(self, number: int, series: tuple[str, str]) -> None:
        self.change(number, series=series)

    @rule(number=which, status=st.sampled_from(STATUSES))
    def publish_or_withdraw(self, number: int, status: str) -> None:
        self.change(number, status=status)

    @rule(number=which, date=st.sampled_from(DATES), modified=st.sampled_from(["", "2026-03-30"]))
    def date_anew(self, number: int, date: str, modified: str) -> None:
        self.change(number, date=date, modified=modified)

    @rule(number=which, address=st.sampled_from(ADDRESSES))
    def move_the_page(self, number: int, address: tuple[str, str]) -> None:
        self.change(number, address=address)

    @rule(number=which, media=st.sampled_from(MEDIA))
    def show_a_picture(self, number: int, media: tuple[tuple[str, str], ...]) -> None:
        self.change(number, media=media)

    @rule(
        folder=st.sampled_from(FOLDERS),
        stem=st.sampled_from(STEMS),
        title=st.sampled_from(TITLES),
        date=st.sampled_from(DATES),
        links=st.sampled_from(LINKS),
        categories=st.sampled_from(CATEGORIES),
    )
    def write_an_entry(
        self, folder: str, stem: str, title: str, date: str, links: str, categories: tuple[str, ...]
    ) -> None:
        self.put(f"{folder}/{stem}.md", Draft(title, date, links=links, categories=categories))

    @rule(number=which)
    def delete_an_entry(self, number: int) -> None:
        if len(self.drafts) > 4:
            self.drop(self.pick(number))

    @rule(number=which, folder=st.sampled_from(FOLDERS), stem=st.sampled_from(STEMS))
    def move_a_file(self, number: int, folder: str, stem: str) -> None:
        source, target = self.pick(number), f"{folder}/{stem}.md"
        if target not in self.drafts and source not in self.broken:
            draft = self.drafts[source]
            (self.garden.content_path / target).parent.mkdir(parents=True, exist_ok=True)
            # As `mv` does it: the file keeps its time.
            (self.garden.content_path / source).rename(self.garden.content_path / target)
            del self.drafts[source]
            self.drafts[target] = draft

    @rule(number=which)
    def touch_a_file(self, number: int) -> None:
        (self.garden.content_path / self.pick(number)).touch()

    @rule(number=which, words=st.sampled_from([("cup", "jug"), ("Some", "Many"), ("Tea", "Pot")]))
    def edit_and_keep_size_and_time(self, number: int, words: tuple[str, str]) -> None:
        """As an editor does that is quicker than the clock of the file system."""
        path = self.garden.content_path / self.pick(number)
        stat = path.stat()
        data = path.read_bytes().replace(words[0].encode(), words[1].encode())
        if len(data) == stat.st_size:
            path.write_bytes(data)
            os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))

    @rule(number=which)
    def break_a_file(self, number: int) -> None:
        name = self.pick(number)
        self.broken.add(name)
        self.garden.write({name: BROKEN})

    @rule()
    def mend(self) -> None:
        for name in sorted(self.broken):
            self.put(name, self.drafts[name])
        for name, draft in sorted(self.drafts.items()):
            if draft.address[0]:
                self.put(name, replace(draft, address=("", "")))

    @rule(name=st.sampled_from(PICTURES), which=st.integers(0, 3))
    def put_a_picture(self, name: str, which: int) -> None:
        self.garden.write({name: pictures()[which]})

    @rule(name=st.sampled_from((*PICTURES, *OTHER_FILES, *INTRODUCTIONS)))
    def delete_a_file(self, name: str) -> None:
        (self.garden.content_path / name).unlink(missing_ok=True)

    @rule(name=st.sampled_from(OTHER_FILES), text=st.sampled_from(["Some data.\n", "More data.\n"]))
    def put_another_file(self, name: str, text: str) -> None:
        self.garden.write({name: text})

    @rule(name=st.sampled_from(sorted(INTRODUCTIONS)), number=st.integers(0, 1))
    def introduce_a_listing(self, name: str, number: int) -> None:
        texts = INTRODUCTIONS[name]
        self.garden.write({name: texts[number % len(texts)]})

    # What happens to the site around them

    @rule(now=st.sampled_from(NOW))
    def time_goes_by(self, now: str) -> None:
        self.garden.set(BUILD_DATE=now)

    @rule(setting=st.sampled_from(SETTINGS))
    def change_a_setting(self, setting: tuple[str, Any]) -> None:
        self.garden.set(**dict([setting]))

    @rule()
    def put_a_comment_in_the_settings(self) -> None:
        self.garden.set()

    @rule(code=st.sampled_from(CODE))
    def change_the_code(self, code: tuple[ModuleType, str, object]) -> None:
        module, name, value = code
        self.patches.setattr(module, name, value)
        self.garden.code[f"{module.__name__.replace('.', '/')}.py"] = str(value)

    @rule(name=st.sampled_from(["the library markdown", "Python"]), version=st.sampled_from(["1", "2"]))
    def update_a_library(self, name: str, version: str) -> None:
        self.garden.code[name] = version

    @rule(name=st.sampled_from((*TEMPLATES, *PARTIALS)), word=st.sampled_from(["one", "two"]))
    def edit_a_template(self, name: str, word: str) -> None:
        path = self.garden.theme_path / name
        path.write_text(f"{path.read_text('utf-8')}{{# {word} #}}\n{{%- if 1 %}}{word}{{% endif %}}\n", "utf-8")

    @rule(name=st.sampled_from(SHEETS))
    def edit_the_looks(self, name: str) -> None:
        path = self.garden.theme_path / name
        text = path.read_text("utf-8")
        path.write_text(text + ("<!-- . -->" if name.endswith("svg") else "a { color: red }\n"), "utf-8")

    @rule(number=st.integers(0, 2))
    def set_titles_in_another_font(self, number: int) -> None:
        path = self.root / "hand.ttf"
        path.write_bytes(title_fonts()[number])
        self.garden.set(CARD_FONTS=[str(path)])

    @rule(text=st.sampled_from(CARD_STYLES))
    def edit_a_card_style(self, text: str) -> None:
        folder = self.root / "card-styles"
        folder.mkdir(exist_ok=True)
        (folder / "kraft.toml").write_text(text, "utf-8")
        self.garden.set(CARD_STYLES_PATH=str(folder), CARD_STYLE="kraft")

    # What should not happen, and does

    @rule(number=st.integers(0, 999), how=st.sampled_from(["delete", "empty", "spoil", "link"]))
    def lay_hands_on_the_output(self, number: int, how: str) -> None:
        names = sorted(read_tree(self.garden.output_path))
        if names:
            path = self.garden.output_path / names[number % len(names)]
            spoil(path, how)

    @rule(
        which=st.sampled_from(["site.state", "entries.sqlite"]),
        how=st.sampled_from(["delete", "empty", "spoil", "cut"]),
    )
    def lay_hands_on_the_memory(self, which: str, how: str) -> None:
        path = self.garden.job.memory_path / which
        if path.exists():
            spoil(path, how)

    @rule(number=st.integers(0, 999), how=st.sampled_from(["delete", "empty", "spoil", "cut"]))
    def lay_hands_on_the_cards(self, number: int, how: str) -> None:
        kept = sorted(path for path in shared_cache().joinpath("images").rglob("*") if path.is_file())
        if kept:
            spoil(kept[number % len(kept)], how)

    @rule(how=st.sampled_from(["delete", "cut", "spoil"]))
    def lay_hands_on_the_compiled_templates(self, how: str) -> None:
        for path in sorted(shared_cache().joinpath("templates").rglob("*")):
            if path.is_file():
                spoil(path, how)

    @rule(number=st.integers(0, 60))
    def end_the_process_that_moves_files(self, number: int) -> None:
        """And have the rest of them moved, as the next build does before anything else."""
        builder, left = os.getpid(), number
        keep = files._has_kept

        def keep_or_die(place: str, kept: str) -> bool:
            nonlocal left
            left -= 1
            if left < 0 and os.getpid() != builder:
                os.kill(os.getpid(), signal.SIGKILL)
            return keep(place, kept)

        with mock.patch.object(files, "_has_kept", keep_or_die):
            self.garden.build()
        job = self.garden.job
        with claim_output(job.output_path, job.cache_path, lambda _told: None):
            assert not job.note_path.exists()

    @rule(count=st.integers(1, 3))
    def do_more_before_the_next_build(self, count: int) -> None:
        self.waiting = count

    @invariant()
    def warm_equals_clean(self) -> None:
        if self.waiting:
            self.waiting -= 1
            return
        self.builds += 1
        if self.builds % 2:
            self.garden.settle()
        built = self.garden.compare()
        self.tally.steps += 1
        self.tally.failed_builds += bool(built.failure)
        self.failures = self.failures + 1 if built.failure else 0
        if self.failures > 1:
            self.mend()
        self.tally.quick_builds += built.report.nothing_to_do
        self.tally.touch_ups += built.report.is_touch_up
        if not built.failure and self.builds % PELICAN_EVERY == 0:
            self.tally.pelican_builds += 1
            theirs = self.garden.build_with_pelican(from_nothing=self.tally.pelican_builds % DRAWN_EVERY == 0)
            assert_same_trees(read_tree(self.garden.output_path), theirs, "ours", "Pelican's")


def spoil(path: Path, how: str) -> None:
    """Does to the file at *path* what disks and people do."""
    data = path.read_bytes()
    if how == "delete":
        path.unlink()
    elif how == "link":
        path.unlink()
        path.symlink_to(__file__)
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif how == "riddle":
        path.write_bytes(bytes(byte if place % 100 else 255 - byte for place, byte in enumerate(data)))
    else:
        stat = path.stat()
        middle = len(data) // 2
        path.write_bytes(data[:middle] + bytes(255 - byte for byte in data[middle : middle + 4]) + data[middle + 4 :])
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def make_settings(max_examples: int, steps: int) -> settings:
    return settings(
        max_examples=max_examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink) if SHRINKS else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )


def play(number: int, max_examples: int, steps: int) -> None:
    run_state_machine_as_test(
        seed(number)(type("Gardening", (Gardening,), {})), settings=make_settings(max_examples, steps)
    )


def test_warm_equals_clean_whatever_is_changed() -> None:
    """Once in the suite; for as long as is asked for, seed after seed, and then it says how far it came."""
    play(SEED, max_examples=4, steps=40)
    number, end = SEED, time.monotonic() + MINUTES * 60
    while time.monotonic() < end:
        number += 1
        Gardening.tally.seed = number
        play(number, max_examples=8, steps=50)
    if MINUTES:
        report()


def report() -> None:
    tally = Gardening.tally
    minutes = (time.monotonic() - tally.began) / 60
    print(  # noqa: T201 - whoever asks for it waits for it
        f"seeds {SEED} to {tally.seed}: {tally.steps} steps in {minutes:.1f} minutes, "
        f"{tally.failed_builds} builds failed as they must, {tally.quick_builds} had nothing to do, "
        f"{tally.touch_ups} looked at no more than the edited, "
        f"{tally.pelican_builds} compared with plain Pelican",
        flush=True,
    )
