from plugins.building.engine import summarize


def test_it_is_told_why_files_were_written_and_how_many_only_made_again() -> None:
    reasons = {
        "index.html": "home: 1 entry added",
        "tag/maps/index.html": "tag maps: 1 entry added",
        "tag/maps/page/2/index.html": "tag maps: 1 entry added",
        "tag/maps/page/3/index.html": "tag maps: 1 entry added",
        "404.html": "overview 404: content changed",
        "images/cards/tea.png": "posts/tea.md: new pictures",
        "robots.txt": "new file",
    }
    written = {*reasons} - {"404.html", "tag/maps/page/3/index.html"}
    assert summarize(reasons, written) == [
        "home: 1 entry added -> 1 page",
        "posts/tea.md: new pictures -> 1 file",
        "robots.txt: new file -> 1 file",
        "tag maps: 1 entry added -> 2 pages",
        "made again, and as before -> 2 files",
    ]


def test_where_all_that_was_made_again_is_other_than_before_nothing_is_said_of_it() -> None:
    assert summarize({"humans.txt": "file changed"}, {"humans.txt"}) == ["humans.txt: file changed -> 1 file"]
    assert summarize({}, {}) == []


def test_of_all_that_was_made_for_one_reason_files_are_counted() -> None:
    reasons = dict.fromkeys(["index.html", "robots.txt"], "everything: the library jinja2 has changed")
    assert summarize(reasons, {*reasons}) == ["everything: the library jinja2 has changed -> 2 files"]
