"""A real preview, asked as a browser asks."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugins.preview.command import open_door
from tests.previews import CONTENT, PATIENCE_SECONDS, PROJECT, Preview, show

# Enough to see a leak of a page a save; 500 and more see a smaller one.
MANY_SAVES = int(os.environ.get("DOODLEBOOK_PREVIEW_SAVES", "75"))


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """One preview for all tests of this module, each of which leaves it as it was."""
    with show(tmp_path_factory.mktemp("preview")) as preview:
        yield preview


def test_pages_are_served_with_the_script(shown: Preview) -> None:
    answer = shown.get("/notes/tea/")
    assert answer.status == 200
    assert "Tea is grown on hills." in answer.text
    assert '<script src="/~preview/live.js"' in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_the_style_sheet_and_feeds_are_served_as_they_are(shown: Preview) -> None:
    page = shown.get("/").text
    href = page.split('<link rel="stylesheet" href="')[1].split('"')[0]
    sheet = shown.get(href)
    assert sheet.headers["content-type"].startswith("text/css")
    feed = shown.get("/feeds/all.atom.xml")
    assert feed.headers["content-type"].startswith("application/xml")
    assert "~preview" not in sheet.text + feed.text


@pytest.mark.parametrize(
    ("path", "words", "mark"),
    [
        ("/drafts/posts/evening/", "The last cup.", "A draft"),
        ("/posts/later/", "A cup to come.", "Waiting for its day"),
        ("/drafts/", "Evening", '<span class="badge">Draft</span>'),
        ("/posts/", "Later", '<span class="badge">Scheduled</span>'),
    ],
)
def test_drafts_and_scheduled_entries_are_shown_and_marked(shown: Preview, path: str, words: str, mark: str) -> None:
    page = shown.get(path).text
    assert words in page
    assert mark in page


def test_an_address_without_its_slash_leads_on(shown: Preview) -> None:
    assert "Tea is grown on hills." in shown.get("/notes/tea").text


def test_what_is_not_there_is_said_by_the_sites_own_page(shown: Preview) -> None:
    answer = shown.get("/notes/cocoa/")
    assert answer.status == 404
    assert "<main" in answer.text


@pytest.mark.parametrize(
    "path", ["/../pelicanconf.py", "/%2e%2e/pelicanconf.py", "/..%2fpelicanconf.py", "//etc/passwd", "/notes/tea.md"]
)
def test_nothing_outside_of_the_site_is_served(shown: Preview, path: str) -> None:
    answer = shown.get(path)
    assert answer.status == 404
    assert "PLUGINS" not in answer.text
    assert "root:" not in answer.text


@pytest.mark.parametrize("path", ["/", "/~preview/events", "/~preview/page?at=/", "/images/x.png"])
def test_a_foreign_host_is_refused(shown: Preview, path: str) -> None:
    assert shown.get(path, {"Host": "evil.example"}).status == 421


def test_only_this_machine_is_listened_to(shown: Preview) -> None:
    port = int(shown.url.rpartition(":")[2])
    with socket.socket() as caller:
        caller.settimeout(2)
        assert caller.connect_ex(("127.0.0.2", port)) != 0


def test_nothing_is_written_but_the_cache(shown: Preview) -> None:
    # Python itself may keep what it compiled.
    assert {path.name for path in shown.project.iterdir()} - {"__pycache__"} <= {
        ".cache",
        "content",
        "pelicanconf.py",
        "plugins",
        "publishconf.py",
        "requirements.txt",
        "said.txt",
        "theme",
    }


def test_a_save_is_served(shown: Preview) -> None:
    shown.change("content/notes/tea.md", "hills", "slopes")
    shown.wait_for("/notes/tea/", "Tea is grown on slopes.")
    shown.change("content/notes/tea.md", "slopes", "hills")
    shown.wait_for("/notes/tea/", "Tea is grown on hills.")


def test_a_mistake_is_named_and_the_page_stays(shown: Preview) -> None:
    good = CONTENT["posts/2026-01-02-morning.md"]
    shown.save("content/posts/2026-01-02-morning.md", good.replace("Date: 2026-01-02", "Date: someday"))
    problem = shown.wait_for_problem("someday")
    assert '"place": "content/posts/2026-01-02-morning.md", "line": 2' in problem
    assert "The first cup." in shown.get("/posts/morning/").text
    shown.save("content/posts/2026-01-02-morning.md", good)
    shown.wait_for_problem("")


@pytest.mark.parametrize(
    ("name", "line", "word"),
    [
        pytest.param("pelicanconf.py", "\nTEA = (\n", "never closed", id="settings"),
        pytest.param("plugins/graph/hooks.py", "\ndef tea(:\n", "SyntaxError", id="plugin"),
        pytest.param("plugins/shared/digests.py", "\nno_tea\n", "no_tea", id="shared module"),
        pytest.param("plugins/building/on_request.py", "\nno_tea\n", "no_tea", id="the process itself"),
    ],
)
def test_broken_code_does_not_end_the_server(shown: Preview, name: str, line: str, word: str) -> None:
    good = (shown.project / name).read_text("utf-8")
    # At the end of a program nothing would come of it.
    first = "if TYPE_CHECKING:\n"
    shown.save(name, good.replace(first, f"{line}{first}", 1) if first in good else f"{good}{line}")
    problem = shown.wait_for_problem(word)
    assert f'"place": "{name}"' in problem
    assert "Tea is grown on hills." in shown.get("/notes/tea/").text
    shown.save(name, good)
    shown.wait_for_problem("")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("TIMEZONE = 'Mars/Olympus'\n", id="that ends the plan"),
        pytest.param("SLUGIFY_USE_UNICODE = True\nFAIL_ON = 'warnings'\nCARD_STYLE = 'no style'\n", id="told as one"),
    ],
)
def test_a_setting_with_a_mistake_leaves_the_pages_and_what_is_remembered(shown: Preview, line: str) -> None:
    """It is another setting all the same, under which nothing that is remembered can be used."""
    good = (shown.project / "pelicanconf.py").read_text("utf-8")
    shown.save("pelicanconf.py", good + line)
    shown.wait_for_problem("line")
    for _ in range(2):
        for path in ("/notes/tea/", "/notes/kettle/", "/posts/morning/", "/notes/"):
            assert shown.get(path).status == 200
        shown.save("pelicanconf.py", good)
        shown.wait_for_problem("")


def test_a_broken_template_shows_over_the_last_good_page(shown: Preview) -> None:
    good = (shown.project / "theme/templates/note.html").read_text("utf-8")
    assert shown.get("/notes/tea/").status == 200
    shown.save("theme/templates/note.html", f"{good}{{% if %}}")
    broken = shown.wait_for("/notes/tea/", "theme/templates/note.html")
    assert broken.status == 500
    assert "Tea is grown on hills." in broken.text
    assert shown.get("/posts/morning/").status == 200
    shown.save("theme/templates/note.html", good)
    assert "theme/templates" not in shown.wait_for("/notes/tea/", 'data-problems="[]"').text


def test_a_setting_counts_at_once(shown: Preview) -> None:
    shown.change("pelicanconf.py", 'SITENAME = "Doodlebook"', 'SITENAME = "Teabook"')
    shown.wait_for("/", "<title>Teabook<")
    shown.change("pelicanconf.py", 'SITENAME = "Teabook"', 'SITENAME = "Doodlebook"')
    shown.wait_for("/", "<title>Doodlebook<")


def test_a_renamed_entry_is_found_from_its_old_address(shown: Preview) -> None:
    old, new = shown.content / "notes/kettle.md", shown.content / "notes/old-kettle.md"
    old.rename(new)
    shown.wait_for("/notes/old-kettle/", "sings for")
    assert "sings for" in shown.get("/notes/kettle/").text
    new.rename(old)
    shown.wait_for_place("/notes/kettle/")


def test_a_file_that_goes_before_it_comes_elsewhere_is_found_from_its_old_address(shown: Preview) -> None:
    """Some programs move a file by deleting it and writing it anew: two plans, and a setting may change between."""
    kettle = shown.content / "notes/kettle.md"
    text = kettle.read_text("utf-8")
    kettle.unlink()
    shown.wait_for_status("/notes/kettle/", 404)
    shown.change("pelicanconf.py", 'SITENAME = "Doodlebook"', 'SITENAME = "Teabook"')
    shown.wait_for("/", "<title>Teabook<")
    shown.save("content/notes/old-kettle.md", text)
    shown.wait_for("/notes/old-kettle/", "sings for")
    assert "sings for" in shown.get("/notes/kettle/").text
    (shown.content / "notes/old-kettle.md").rename(kettle)
    shown.change("pelicanconf.py", 'SITENAME = "Teabook"', 'SITENAME = "Doodlebook"')
    shown.wait_for("/", "<title>Doodlebook<")
    assert "sings for" in shown.wait_for("/notes/old-kettle/", "sings for").text
    kettle.unlink()
    shown.wait_for_status("/notes/kettle/", 404)
    assert shown.get("/notes/old-kettle/").status == 404
    shown.save("content/notes/kettle.md", text)
    shown.wait_for_place("/notes/kettle/")


def test_a_checkout_of_many_files_and_back(shown: Preview) -> None:
    for number in range(20):
        shown.save(f"content/notes/cup-{number}.md", f"Title: Cup {number}\n\nCup number {number}.\n")
    shown.wait_for("/notes/cup-19/", "Cup number 19.")
    for number in range(20):
        (shown.content / f"notes/cup-{number}.md").unlink()
    shown.wait_for("/notes/", "Tea")
    shown.save("content/notes/sign.md", "Title: Sign\n\nAll cups are gone.\n")
    shown.wait_for("/notes/sign/", "All cups are gone.")
    assert shown.get("/notes/cup-19/").status == 404
    (shown.content / "notes/sign.md").unlink()


def test_a_deleted_folder_and_its_return(shown: Preview) -> None:
    shutil.move(shown.content / "posts", shown.project / "posts")
    shown.save("content/notes/sign.md", "Title: Sign\n\nNo posts.\n")
    shown.wait_for("/notes/sign/", "No posts.")
    assert shown.get("/posts/morning/").status == 404
    shutil.move(shown.project / "posts", shown.content / "posts")
    shown.wait_for("/posts/morning/", "The first cup.")
    (shown.content / "notes/sign.md").unlink()


def test_the_whole_content_goes_and_comes_back(shown: Preview) -> None:
    away = shown.project / "away"
    shown.content.rename(away)
    problem = shown.wait_for_problem("content folder")
    assert "does not exist" in problem
    assert "Tea is grown on hills." in shown.get("/notes/tea/").text
    away.rename(shown.content)
    shown.wait_for_problem("")
    shown.change("content/notes/tea.md", "hills", "slopes")
    shown.wait_for("/notes/tea/", "Tea is grown on slopes.")
    shown.change("content/notes/tea.md", "slopes", "hills")
    shown.wait_for("/notes/tea/", "Tea is grown on hills.")


def test_an_entry_is_shown_as_networks_show_it(shown: Preview) -> None:
    page = shown.get("/notes/tea/").text
    assert "As networks show it" in page
    assert "social/notes/tea/" in page
    view = shown.get("/~preview/social/notes/tea/")
    assert view.status == 200
    assert "Tea is grown on hills." in view.text
    # Lengths count with the address the site will have.
    assert "https://doodlebook.example/notes/tea/" in view.text


def test_a_listing_has_nothing_beside_it(shown: Preview) -> None:
    assert "As networks show it" not in shown.get("/notes/").text


def test_images_are_shown_in_every_crop(shown: Preview) -> None:
    view = shown.get("/~preview/images/")
    assert view.status == 200
    for title in ("Tea", "Kettle", "Morning"):
        assert f"<h2>{title}</h2>" in view.text
    assert "data:image/" in view.text


@pytest.mark.parametrize("path", ["/~preview/", "/~preview"])
def test_an_index_leads_to_what_is_beside_the_site(shown: Preview, path: str) -> None:
    index = shown.get(path).text
    assert '<a href="/~preview/images/">' in index
    assert '<a href="/~preview/social/notes/kettle/">' in index


@pytest.mark.parametrize(
    "path",
    [
        "/~preview/tea/",
        "/~preview/social/notes/cocoa/",
        "/~preview/images/9/",
        "/~preview/images/0/",
        "/~preview/images/x/",
    ],
)
def test_a_view_that_is_not_there_is_missing(shown: Preview, path: str) -> None:
    assert shown.get(path).status == 404


def test_warnings_are_told_those_of_the_page_first(shown: Preview) -> None:
    shown.save("content/notes/cup.md", "Title: Cup\n\nA cup of [cocoa](cocoa.md).\n")
    shown.save("content/notes/milk.md", "Title: Milk\n\nMilk for [cocoa](cocoa.md).\n")
    shown.wait_for("/notes/cup/", "A cup of")
    shown.wait_for("/notes/milk/", "Milk for")
    warnings = json.loads(shown.get("/~preview/warnings?at=/notes/milk/").text)
    assert [(one["place"], one["line"], one["severity"]) for one in warnings] == [
        ("content/notes/milk.md", 3, "warning"),
        ("content/notes/cup.md", 3, "warning"),
    ]
    assert "cocoa.md" in warnings[0]["message"]
    assert shown.state()["warnings"] == 2
    for name in ("cup", "milk"):
        (shown.content / f"notes/{name}.md").unlink()
    shown.wait_for_status("/notes/milk/", 404)


def test_a_process_that_is_killed_is_replaced_with_the_next_save(shown: Preview) -> None:
    os.kill(wait_for_rest(shown), signal.SIGKILL)
    shown.get("/notes/tea/")
    shown.change("content/notes/tea.md", "hills", "slopes")
    shown.wait_for("/notes/tea/", "Tea is grown on slopes.")
    shown.change("content/notes/tea.md", "slopes", "hills")
    shown.wait_for("/notes/tea/", "Tea is grown on hills.")


def test_a_site_that_is_broken_from_the_start_is_shown_without_the_file_until_it_is_mended(tmp_path: Path) -> None:
    bad = "Title: Morning\nDate: someday\n\nThe first cup.\n"
    with show(tmp_path, {"posts/morning.md": bad, "notes/tea.md": "Title: Tea\n\nFrom the hills.\n"}) as preview:
        assert "From the hills." in preview.get("/notes/tea/").text
        assert "content/posts/morning.md:2" in preview.get("/posts/morning/").text
        assert '"place": "content/posts/morning.md", "line": 2' in preview.wait_for_problem("someday")
        preview.save("content/posts/morning.md", bad.replace("someday", "2026-01-02"))
        preview.wait_for("/posts/morning/", "The first cup.")
        preview.wait_for_problem("")


def test_an_entry_that_breaks_says_why_at_the_address_it_had_until_it_is_mended(tmp_path: Path) -> None:
    good = "---\ntitle: Morning\ndate: 2026-01-02\nslug: first-cup\n---\n\nThe first cup.\n"
    with show(tmp_path, {"posts/morning.md": good, "notes/tea.md": "Title: Tea\n\nSee [[Morning]].\n"}) as preview:
        preview.wait_for("/posts/first-cup/", "The first cup.")
        preview.save("content/posts/morning.md", good.replace("slug: first-cup\n---", "slug: first-cup\n--"))
        answer = preview.wait_for("/posts/first-cup/", "is never closed")
        assert answer.url == f"{preview.url}/posts/morning/"
        preview.wait_for("/notes/tea/", '<span class="wikilink-missing">Morning</span>')
        preview.save("content/posts/morning.md", good.replace("first cup.", "second cup."))
        preview.wait_for("/posts/first-cup/", "The second cup.")
        preview.wait_for("/notes/tea/", 'href="/posts/first-cup/"')
        preview.wait_for_problem("")


def test_a_site_for_plain_pelican_is_shown_as_pelican_makes_it(tmp_path: Path) -> None:
    with show(tmp_path, settings='THEME = "simple"\n') as preview:
        page = preview.get("/posts/morning/")
        assert page.status == 200
        assert "The first cup." in page.text
        assert '<script src="/~preview/live.js"' in page.text
        assert preview.get("/../pelicanconf.py").status == 404
        assert "the theme is written for plain Pelican" in (tmp_path / "said.txt").read_text("utf-8")
        preview.change("content/notes/tea.md", "hills", "slopes")
        preview.wait_for("/notes/tea/", "Tea is grown on slopes.")
        preview.change("content/posts/2026-01-02-morning.md", "Date: 2026-01-02", "Date: someday")
        assert '"place": "content/posts/2026-01-02-morning.md", "line": 2' in preview.wait_for_problem("someday")
        preview.wait_for("/posts/morning/", "someday")
        preview.change("content/posts/2026-01-02-morning.md", "Date: someday", "Date: 2026-01-02")
        preview.wait_for_problem("")


def test_a_theme_elsewhere_is_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(PROJECT / "theme", elsewhere)
    with show(tmp_path / "project", settings=f"THEME = {str(elsewhere)!r}\n") as preview:
        note = elsewhere / "templates/note.html"
        good = note.read_text("utf-8")
        # Where its parts lie is known with the first plan.
        preview.get("/notes/tea/")
        note.write_text(
            good.replace("{% set page_title = entry.title %}", "{% set page_title = 'Elsewhere' %}"), "utf-8"
        )
        preview.wait_for("/notes/tea/", "<title>Elsewhere")


@pytest.mark.parametrize(
    ("name", "addition", "place", "word"),
    [
        pytest.param("pelicanconf.py", "TIMEZONE = 'Mars'", ("pelicanconf.py", 0), "Europe/Berlin", id="setting"),
        pytest.param(
            "theme/static/css/site.css", "@import 'no.css';", ("theme/static/css/site.css", 0), "no.css", id="sheet"
        ),
    ],
)
def test_a_mistake_is_told_with_the_file_to_be_mended(
    shown: Preview, name: str, addition: str, place: tuple[str, int], word: str
) -> None:
    good = (shown.project / name).read_text("utf-8")
    shown.save(name, f"{good}\n{addition}\n")
    (problem,) = json.loads(shown.wait_for_problem(word))
    assert (problem["place"], problem["line"]) == place
    shown.save(name, good)
    shown.wait_for_problem("")


def test_what_a_template_asks_for_in_vain_is_told_with_its_place(shown: Preview) -> None:
    name = "theme/templates/note.html"
    good = (shown.project / name).read_text("utf-8")
    shown.save(name, good.replace("{% set page_title = entry.title %}", "{% set page_title = entry.nothing ~ 'x' %}"))
    assert f"{name}&quot;" in shown.wait_for("/notes/tea/", "has no attribute").text
    shown.save(name, good)
    shown.wait_for("/notes/tea/", 'data-problems="[]"')


def test_a_port_that_is_taken_is_passed_over() -> None:
    with open_door(0) as first, open_door(0) as second:
        assert second.getsockname()[1] != first.getsockname()[1]


def test_a_port_that_was_asked_for_and_is_taken_is_an_error() -> None:
    with open_door(0) as first, pytest.raises(OSError, match="in use"):
        open_door(first.getsockname()[1])


def test_memory_does_not_grow_with_saves(shown: Preview) -> None:
    sizes = []
    for number in range(MANY_SAVES):
        shown.save("content/notes/tea.md", CONTENT["notes/tea.md"].replace("hills", f"hill {number}"))
        shown.wait_for("/notes/tea/", f"hill {number}.")
        if number % 10 == 4:
            sizes.append(memory_bytes(shown))
    shown.save("content/notes/tea.md", CONTENT["notes/tea.md"])
    assert max(sizes) < sizes[0] + 24 * 2**20, sizes


def memory_bytes(preview: Preview) -> int:
    """What the server and its process take together."""
    return held_bytes(wait_for_rest(preview)) + held_bytes(preview.process.pid)


def wait_for_rest(preview: Preview) -> int:
    """The process behind the server, as soon as it is alone: none takes its place, or plans the site for it."""
    if not Path(f"/proc/self/task/{os.getpid()}/children").exists():
        pytest.skip("the system does not list the children of a process")
    end = time.monotonic() + PATIENCE_SECONDS
    # One that has come to its end holds nothing, and may be listed for a while.
    while len(found := [*filter(held_bytes, find_descendants(preview.process.pid))]) != 1:
        assert time.monotonic() < end, f"the processes behind the server are {found}"
        time.sleep(0.05)
    return found[0]


def find_descendants(pid: int) -> list[int]:
    """All that the process *pid* has started, and so on."""
    try:
        threads = [*Path(f"/proc/{pid}/task").iterdir()]
        children = [int(child) for thread in threads for child in (thread / "children").read_text("ascii").split()]
    except OSError:
        return []
    return [*children, *(one for child in children for one in find_descendants(child))]


def held_bytes(pid: int) -> int:
    """The memory that the process *pid* holds, without what it has read of files: a copy begins with none of that."""
    try:
        _size, resident, shared, *_others = map(int, Path(f"/proc/{pid}/statm").read_text("ascii").split())
    except OSError:
        return 0
    return (resident - shared) * resource.getpagesize()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_what_is_no_file_and_what_has_no_end_is_told_and_ctrl_c_ends_it_in_a_line(tmp_path: Path) -> None:
    with show(tmp_path, {"notes/tea.md": "Title: Tea\n\nFrom the hills.\n"}) as preview:
        os.mkfifo(preview.content / "notes" / "pipe.md")
        os.mkfifo(preview.content / "notes" / "pipe.png")
        preview.wait_for_problem("it is a named pipe")
        preview.save("content/notes/deep.md", f"---\ntitle: Deep\na: {'[' * 200_000}\n---\n\nx")
        preview.wait_for_problem("more than 20 levels")
        preview.save("content/notes/tea.md", "Title: Tea\n\nFrom the valley.\n")
        preview.wait_for("/notes/tea/", "From the valley.")
        preview.save("content/notes/deep.md", "---\ntitle: Deep\n---\n\nA pot.")
        preview.wait_for("/notes/deep/", "A pot.")
        (preview.content / "notes" / "pipe.md").unlink()
        (preview.content / "notes" / "pipe.png").unlink()
        preview.wait_for_problem("")
        preview.process.send_signal(signal.SIGINT)
        rest = preview.process.communicate(timeout=60)[0]
        said = (tmp_path / "said.txt").read_text("utf-8")
    assert preview.process.returncode == 0
    assert rest + said.splitlines()[-1] == "Stopped."
    assert "Traceback" not in said
