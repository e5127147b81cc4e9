from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from plugins.kinds import front_matter
from plugins.kinds.front_matter import Dialect, Finding, FrontMatter, FrontMatterError, parse_front_matter
from plugins.kinds.keys import canonical_key
from plugins.shared.entry import FieldValue
from plugins.shared.problems import Severity


def fields(text: str) -> dict[str, FieldValue]:
    return dict(parse_front_matter(text).fields)


class TestKeyLines:
    def test_fields_lines_and_body_are_told_apart(self) -> None:
        text = "Title: Tea: a love story\nDATE: 2026-11-21\n\nHot.\n"
        assert parse_front_matter(text) == FrontMatter(
            Dialect.PELICAN,
            {"title": "Tea: a love story", "date": "2026-11-21"},
            {"title": 1, "date": 2},
            "Hot.\n",
            4,
        )

    @pytest.mark.parametrize("end", ["\r\n", "\r"], ids=["windows", "old-mac"])
    def test_line_ends_make_no_difference(self, end: str) -> None:
        matter = parse_front_matter(f"Title: Tea{end}Date: 2026{end}{end}Hot.{end}")
        assert (matter.fields, matter.body, matter.body_line) == ({"title": "Tea", "date": "2026"}, "Hot.\n", 4)

    def test_empty_lines_above_are_counted(self) -> None:
        matter = parse_front_matter("\n \nTitle: Tea\n\nHot.")
        assert (matter.lines, matter.body_line) == ({"title": 3}, 5)

    @pytest.mark.parametrize(
        ("text", "title"),
        [
            ("Title: Tea\n    for two\n\tor more\n\nHot.", "Tea\nfor two\nor more"),
            ("Title:\n    Tea\n    for two\n\nHot.", "Tea\nfor two"),
            ("Title: \nDate: 2026\n\nHot.", ""),
            ('Title: "Tea" & <b>jam</b> 🫖\n\nHot.', '"Tea" & <b>jam</b> 🫖'),
            ("Title:Tea\n\nHot.", "Tea"),
            ("  Title: Tea\n\nHot.", "Tea"),
        ],
        ids=["indented lines", "only indented lines", "empty", "signs", "no space", "indented"],
    )
    def test_values_are_kept_as_written(self, text: str, title: str) -> None:
        assert fields(text)["title"] == title

    def test_the_block_ends_with_the_first_line_that_is_no_field(self) -> None:
        matter = parse_front_matter("Title: Tea\nhttps://example.org\n\nHot.")
        assert (matter.body, matter.body_line) == ("https://example.org\n\nHot.", 2)

    def test_a_file_may_hold_nothing_else(self) -> None:
        matter = parse_front_matter("Title: Tea")
        assert (matter.fields, matter.body, matter.body_line) == ({"title": "Tea"}, "", 2)

    @pytest.mark.parametrize(
        "text",
        [
            "Title: Tea\n\n",
            "Tags: tea, jam\n\nHot.",
            "Layout: post\nTitle: Tea\n\nHot.",
            "Summary: Hot.\nSlug: tea\n\n",
            "Image: cup.png\nAlt: A cup\n\n",
        ],
        ids=["title", "tags alone", "unknown key first", "two known keys", "two of a drawing"],
    )
    def test_a_block_that_tells_is_front_matter(self, text: str) -> None:
        assert parse_front_matter(text).dialect is Dialect.PELICAN

    @pytest.mark.parametrize(
        "text",
        [
            "See: the other page\n\nHot.",
            "Update: it works.\n\nHot.",
            "Image: a cup.\nIt is full.\n",
            "Video: https://example.org\n\nHot.",
            "Tea is hot.",
            "https://example.org",
            "Date://x",
            "Private: no, I tell you.\n",
            "Public: a place for all.\n",
            "Hidden: yes, it is.\nMore.",
            "",
            "\n\n",
        ],
    )
    def test_a_line_of_text_is_none(self, text: str) -> None:
        assert parse_front_matter(text) == FrontMatter(Dialect.NONE, {}, {}, text, 1)


class TestKeyLinesThatBreak:
    """What breaks a block of `Key: value` lines by mistake neither ends it nor passes in silence."""

    @pytest.mark.parametrize(
        ("text", "key", "value", "message"),
        [
            (
                "Title: Tea\nImage alt: A car\nTags: heat\n\nHot.",
                "image_alt",
                "A car",
                "a key has no space; did you mean 'Image_alt'?",
            ),
            (
                "Title: Tea\nImage atl: A car\nTags: heat\n\nHot.",
                "image_alt",
                "A car",
                "a key has no space; did you mean 'Image_alt'?",
            ),
            (
                "Title: Tea\nMy own key: 1\nTags: heat\n\nHot.",
                "my_own_key",
                "1",
                "a key has no space; did you mean 'My_own_key'?",
            ),
            (
                "Title: Tea\nSummary: It is long\nand goes on\nTags: heat\n\nHot.",
                "summary",
                "It is long\nand goes on",
                "'and goes on' is no line 'Key: value'; indent it by four spaces if the value goes on",
            ),
        ],
        ids=["known key", "nearly known", "unknown key", "not indented"],
    )
    def test_the_block_goes_on(self, text: str, key: str, value: str, message: str) -> None:
        matter = parse_front_matter(text)
        assert (matter.fields[key], matter.fields["tags"], matter.body) == (value, "heat", "Hot.")
        assert [one.message for one in matter.findings] == [message]
        assert {one.severity for one in matter.findings} == {Severity.WARNING}

    @pytest.mark.parametrize(
        "rest",
        ["Category: Tea\nTags: heat", "Status: draft", "\nTags: heat", "Draft: yes", "Publish: no", "Statuss: draft"],
    )
    def test_an_empty_line_does_not_end_it(self, rest: str) -> None:
        matter = parse_front_matter(f"Title: Tea\nDate: 2026-01-02\n\n{rest}\n\nHot.\n")
        assert matter.body == "Hot.\n"
        assert [(one.line, one.message) for one in matter.findings] == [
            (3, "an empty line stands within the front matter; take it out")
        ]

    @pytest.mark.parametrize(
        "text",
        [
            "Tags: heat are what I say.\nAnd more.",
            "Title: another one\n",
            "Note: this is it.",
            "See: the other page",
            "# Tea",
            "Hidden: a room.",
        ],
    )
    def test_text_below_the_empty_line_stays_text(self, text: str) -> None:
        matter = parse_front_matter(f"Title: Tea\nDate: 2026-01-02\n\n{text}")
        assert (matter.body, [one for one in matter.findings if one.severity is not Severity.NOTE]) == (text, [])

    @pytest.mark.parametrize("key", ["Summary", "Sumary", "Mesage"])
    def test_a_key_in_the_text_is_noted(self, key: str) -> None:
        matter = parse_front_matter(f"Title: Tea\n\n{key}: it is hot.\n\nHot.")
        assert matter.body == f"{key}: it is hot.\n\nHot."
        assert matter.findings == (
            Finding(
                3,
                f"'{key}:' below the empty line is text; take the empty line out if it is front matter",
                Severity.NOTE,
            ),
        )

    @pytest.mark.parametrize(
        "text",
        ["Status:: seed\nRelated:: [[other]]\n\nText.", "Tags:: #a, #b\nAuthor:: [[Mira]]\n\nText.", "title:: x\n"],
    )
    def test_two_colons_make_no_field(self, text: str) -> None:
        """Dataview's inline fields."""
        assert parse_front_matter(text) == FrontMatter(Dialect.NONE, {}, {}, text, 1)

    @pytest.mark.parametrize(
        "dashes", ["- heat\n- cup", "  - heat\n  - cup", "    - heat\n    - cup", "- heat\n- 'cup'"]
    )
    def test_a_list_stands_below_its_key(self, dashes: str) -> None:
        """Hexo leaves out the dashes above its YAML."""
        matter = parse_front_matter(f"title: Tea\ntags:\n{dashes}\nlang: cy\n---\nHot.")
        assert matter.fields == {"title": "Tea", "tags": ["heat", "cup"], "lang": "cy"}
        assert (matter.body, matter.body_line, matter.findings) == ("Hot.", len(dashes.split("\n")) + 5, ())

    def test_a_list_of_words_stays_text(self) -> None:
        matter = parse_front_matter("Title: Tea\nSummary:\n    - heat\n    - cup\n\nHot.")
        assert matter.fields["summary"] == "- heat\n- cup"

    @pytest.mark.parametrize("line", ["Draft: yes", "Private: true", "Publish: no", "Statuss: draft", "Hidden: y"])
    def test_what_holds_back_needs_no_company(self, line: str) -> None:
        assert parse_front_matter(f"{line}\n\nHot.").dialect is Dialect.PELICAN


class TestToml:
    def test_fields_lines_and_body_are_told_apart(self) -> None:
        text = '+++\ntitle = "Tea"\ndate = 2026-02-01\ndraft = true\ntags = ["hot", "wet"]\nweight = 10\n+++\n\nHot.\n'
        assert parse_front_matter(text) == FrontMatter(
            Dialect.TOML,
            {"title": "Tea", "date": "2026-02-01", "draft": "true", "tags": ["hot", "wet"], "weight": "10"},
            {"title": 2, "date": 3, "draft": 4, "tags": 5, "weight": 6},
            "\nHot.\n",
            8,
        )

    @pytest.mark.parametrize(
        ("written", "key", "value"),
        [
            ("date = 2026-02-01T10:11:12Z", "date", "2026-02-01T10:11:12+00:00"),
            ("[params]\nauthor = 'Mira'", "author", "Mira"),
            ("[taxonomies]\ntags = ['hot']", "tags", ["hot"]),
            ("[extra]\ncover = 'lid.png'", "image", "lid.png"),
            ("[cover]\nimage = 'lid.png'\nalt = 'A lid'", "image_alt", "A lid"),
            ("publishDate = 2099-01-01", "publish_date", "2099-01-01"),
        ],
    )
    def test_what_hugo_and_zola_write_is_taken(self, written: str, key: str, value: FieldValue) -> None:
        assert fields(f"+++\n{written}\n+++\n")[key] == value

    @pytest.mark.parametrize(
        ("text", "line", "message"),
        [
            (
                "+++\ntitle = Tea\n+++\n",
                2,
                'broken TOML at \'title = Tea\': the value has no quotes; write key = "value", lists as ["a", "b"]',
            ),
            (
                "+++\ntitle = 'Tea'\n\nHot.",
                1,
                "the front matter opened by '+++' is never closed; add a line '+++' below it",
            ),
        ],
        ids=["no quotes", "never closed"],
    )
    def test_broken_toml_says_where_and_what(self, text: str, line: int, message: str) -> None:
        with pytest.raises(FrontMatterError) as caught:
            parse_front_matter(text)
        assert (caught.value.line, str(caught.value)) == (line, message)

    @pytest.mark.parametrize("text", ["+++\n\nTea is hot.\n\n+++\n", "+++", "+++ a\nb = 1\n+++", "++ + \n"])
    def test_plus_signs_around_text_are_none(self, text: str) -> None:
        assert parse_front_matter(text) == FrontMatter(Dialect.NONE, {}, {}, text, 1)

    @pytest.mark.parametrize("text", ["---toml\ntitle = 'Tea'\n---\nHot.", '---json\n{"title": "Tea"}\n---\nHot.'])
    def test_the_language_may_stand_behind_the_dashes(self, text: str) -> None:
        """As Eleventy has it."""
        matter = parse_front_matter(text)
        assert (matter.fields, matter.body) == ({"title": "Tea"}, "Hot.")


class TestJson:
    def test_fields_lines_and_body_are_told_apart(self) -> None:
        text = '{\n  "title": "Tea",\n  "draft": true,\n  "tags": ["hot"],\n  "part": 2.50,\n  "no": null\n}\n\nHot.\n'
        assert parse_front_matter(text) == FrontMatter(
            Dialect.JSON,
            {"title": "Tea", "draft": "true", "tags": ["hot"], "part": "2.50", "no": ""},
            {"title": 2, "draft": 3, "tags": 4, "part": 5, "no": 6},
            "\nHot.\n",
            8,
        )

    @pytest.mark.parametrize(
        ("text", "line", "message"),
        [
            (
                '{\n  "title": "Tea"\n  "draft": true\n}\nHot.',
                3,
                (
                    "broken JSON at '\"draft\": true': a comma is missing between two values;"
                    ' write "key": "value" with commas between the lines'
                ),
            ),
            (
                '{"title": "Tea"} Hot.',
                1,
                "'Hot.' stands behind the front matter in JSON; begin a new line",
            ),
        ],
        ids=["no comma", "text behind"],
    )
    def test_broken_json_says_where_and_what(self, text: str, line: int, message: str) -> None:
        with pytest.raises(FrontMatterError) as caught:
            parse_front_matter(text)
        assert (caught.value.line, str(caught.value)) == (line, message)

    @pytest.mark.parametrize(
        "text",
        ['{"a": 1}\n', "{% img tea.png %}\n", "{{< tea >}}\n", "{.note}\nHot.", "{", "{}\n", "{tea}", '{"a": [}\n'],
    )
    def test_braces_that_say_nothing_here_are_text(self, text: str) -> None:
        assert parse_front_matter(text) == FrontMatter(Dialect.NONE, {}, {}, text, 1)


class TestYaml:
    def test_fields_lines_and_body_are_told_apart(self) -> None:
        matter = parse_front_matter("---\n# tea\nTitle: Tea\ntags:\n  - hot\n  - wet\n---\n\nHot.\n")
        assert matter == FrontMatter(
            Dialect.YAML, {"title": "Tea", "tags": ["hot", "wet"]}, {"title": 3, "tags": 4}, "\nHot.\n", 8
        )

    @pytest.mark.parametrize(
        ("written", "value"),
        [
            ("No", "No"),
            ("2026-11-21", "2026-11-21"),
            ("2026-11-21T08:05:00+01:00", "2026-11-21T08:05:00+01:00"),
            ("007", "007"),
            ("true", "true"),
            ("null", ""),
            ("~", ""),
            ("'null'", "null"),
            ("", ""),
            ('"Tea: a \\"love\\" story 🫖"', 'Tea: a "love" story 🫖'),
            ("'It''s tea'", "It's tea"),
            ("|\n  Tea\n  is hot\n", "Tea\nis hot\n"),
            (">-\n  Tea\n  is hot", "Tea is hot"),
            ("[Tea, 'Bread, Butter']", ["Tea", "Bread, Butter"]),
            ("{cup: {size: 2}, pots: [1]}", {"cup": {"size": "2"}, "pots": ["1"]}),
            ("[[Tea]]", [["Tea"]]),
            ("{{title}}", {}),
            ("שלום", "שלום"),
            ("&a [hot]\nx: *a", ["hot"]),
        ],
    )
    def test_values_stay_what_was_written(self, written: str, value: FieldValue) -> None:
        assert fields(f"---\nkey: {written}\n---\n")["key"] == value

    @pytest.mark.parametrize(
        "text",
        ["---\ntitle: Tea\n---\nHot.", "---  \ntitle: Tea\n...\nHot.", "\n\n---\ntitle: Tea\n---\nHot.",
         "---\r\ntitle: Tea\r\n---\r\nHot.", '---\n"title": Tea\n---\nHot.', "---\n{title: Tea}\n---\nHot."],
        ids=["plain", "dots", "empty lines above", "windows", "quoted key", "flow"],
    )  # fmt: skip
    def test_blocks_are_found(self, text: str) -> None:
        matter = parse_front_matter(text)
        assert (matter.fields, matter.body) == ({"title": "Tea"}, "Hot.")

    def test_a_block_may_be_empty(self) -> None:
        assert parse_front_matter("---\n---\nHot.") == FrontMatter(Dialect.YAML, {}, {}, "Hot.", 3)

    @pytest.mark.parametrize(
        "text",
        [
            "---\n\nTea is hot.\n\n---\n\nSo is jam.",
            "---\nTea is hot.\n---\n",
            "---\n- tea\n- jam\n---\n",
            "---\nTea.",
            "---",
        ],
    )
    def test_rules_around_text_are_none(self, text: str) -> None:
        assert parse_front_matter(text) == FrontMatter(Dialect.NONE, {}, {}, text, 1)

    @pytest.mark.parametrize(
        ("text", "line", "message"),
        [
            pytest.param(
                "---\ntitle: Tea\n\nHot.",
                1,
                "the front matter opened by '---' is never closed; add a line '---' below it",
                id="never closed",
            ),
            pytest.param(
                "---\na: &a [*a]\n---\n",
                2,
                "broken YAML: more than 20 levels, or an alias (*) that names itself; write it flat",
                id="names itself",
            ),
            pytest.param(
                f"---\na: {'[' * 5000}{']' * 5000}\n---\n",
                2,
                "broken YAML: more than 20 levels, or an alias (*) that names itself; write it flat",
                id="deep",
            ),
            pytest.param(
                "---\na: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
                "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n---\n",
                2,
                "broken YAML: more than 10000 values; write fewer aliases (*)",
                id="laughs",
            ),
        ],
    )
    def test_broken_yaml_says_where_and_what(self, text: str, line: int, message: str) -> None:
        with pytest.raises(FrontMatterError) as caught:
            parse_front_matter(text)
        assert (caught.value.line, str(caught.value)) == (line, message)


class TestYamlThatIsNone:
    """A `---` block that no YAML reader takes is read line by line, as stock Pelican does, and a note says so."""

    @pytest.mark.parametrize(
        ("text", "line", "message", "title"),
        [
            pytest.param(
                "---\ndate: 2026\ntitle: Tea: a love story\n---\n",
                3,
                "no strict YAML at 'title: Tea: a love story': the value holds a colon and a space;"
                " put the value between quotes; it was read line by line",
                "Tea: a love story",
                id="colon",
            ),
            pytest.param(
                "---\ntitle: @tea\n---\n",
                2,
                "no strict YAML at 'title: @tea': a value that begins with '@' means something else;"
                " put the value between quotes; it was read line by line",
                "@tea",
                id="at sign",
            ),
            pytest.param(
                "---\ntitle: `lid` or `saucer`\n---\n",
                2,
                "no strict YAML at 'title: `lid` or `saucer`': a value that begins with '`' means something else;"
                " put the value between quotes; it was read line by line",
                "`lid` or `saucer`",
                id="back ticks",
            ),
            pytest.param(
                "---\ntitle: Tea\ncup:\n\tsize: 1\n---\n",
                4,
                "no strict YAML at 'size: 1': the line is indented by a tab;"
                " write spaces instead of tabs; it was read line by line",
                "Tea",
                id="tab",
            ),
        ],
    )
    def test_it_is_read_line_by_line(self, text: str, line: int, message: str, title: str) -> None:
        matter = parse_front_matter(text)
        assert matter.findings == (Finding(line, message, Severity.NOTE),)
        assert (matter.dialect, matter.fields["title"]) == (Dialect.YAML, title)

    @pytest.mark.parametrize(
        ("written", "value"),
        [
            ("tags: [tea, jam]", ["tea", "jam"]),
            ("tags:\n  - tea\n  - jam", ["tea", "jam"]),
            ("tags:\n- @tea\n- jam", ["@tea", "jam"]),
            ("tags: [tea, @jam]", ["tea", "@jam"]),
            ("summary: one # two", "one # two"),
            ("summary: 'one: two'", "one: two"),
            ("summary: >-\n  one\n  two", "one two"),
            ("summary: one\n    two", "one two"),
            ("summary:", ""),
            ("draft: true", "true"),
        ],
    )
    def test_the_other_fields_keep_their_values(self, written: str, value: FieldValue) -> None:
        """Stock Pelican would take the list for the text of the page."""
        text = f"---\ntitle: Tea: a love story\n\n{written}\nlang: cy\n---\nHot."
        matter = parse_front_matter(text)
        key = written.partition(":")[0]
        assert (matter.fields[key], matter.fields["lang"], matter.body) == (value, "cy", "Hot.")
        assert matter.lines[key] == 4

    def test_a_line_that_is_no_field_is_told(self) -> None:
        matter = parse_front_matter("---\ntitle: @tea\nand so on\n---\n")
        assert matter.findings[1:] == (
            Finding(3, "'and so on' is no line 'key: value', and was left out; write it as one"),
        )

    def test_words_between_two_rules_stay_text(self) -> None:
        text = "---\nOne thing: `a` and: b\nand more\n---\nHot."
        assert parse_front_matter(text).body == text


class TestNamesOfFields:
    @pytest.mark.parametrize(
        ("key", "name"),
        [
            ("Title", "title"),
            ("Categories", "category"),
            ("Tag", "tags"),
            ("keywords", "tags"),
            ("Authors", "author"),
            ("alias", "aliases"),
            ("Updated", "modified"),
            ("last-modified", "modified"),
            ("date created", "date"),
            ("Save_As", "save_as"),
            ("save-as", "save_as"),
            ("Series_Index", "series_part"),
        ],
    )
    def test_keys_have_one_spelling(self, key: str, name: str) -> None:
        assert canonical_key(key) == name

    @pytest.mark.parametrize(
        "text",
        [
            "Created: 2020\nDate: 2026\nTitle: Tea\n\n",
            "---\ncreated: 2020\ndate: 2026\n---\n",
            "---\ndate: 2026\ncreated: 1\n---",
        ],
    )
    def test_a_fields_own_name_counts_before_another_word_for_it(self, text: str) -> None:
        matter = parse_front_matter(text)
        assert (matter.fields["date"], matter.findings) == ("2026", ())

    def test_an_empty_field_gives_way(self) -> None:
        assert fields("---\ndate:\ncreated: 2020\n---\n") == {"date": "2020"}

    @pytest.mark.parametrize(
        ("text", "tags"),
        [
            ("Tags: tea\nTags: jam, bread\nTitle: x\n\n", ["tea", "jam", "bread"]),
            ("---\ntags: [tea]\nkeywords: jam\n---\n", ["tea", "jam"]),
        ],
    )
    def test_lists_written_twice_are_put_together(self, text: str, tags: list[str]) -> None:
        assert fields(text)["tags"] == tags

    def test_anything_else_written_twice_is_told(self) -> None:
        matter = parse_front_matter("Title: Tea\nDate: 2026\nTitle: Jam\nDate: 2026\n\n")
        assert matter.fields["title"] == "Tea"
        assert [(one.line, one.message) for one in matter.findings] == [
            (3, "this is said twice, and the first one counts; take one line out")
        ]

    def test_of_what_holds_back_the_stricter_counts(self) -> None:
        matter = parse_front_matter("---\ndraft: false\ndraft: true\n---\n")
        assert matter.fields["draft"] == ["false", "true"]
        assert [(one.line, one.message) for one in matter.findings] == [
            (3, "this is said twice, and the stricter one counts; take one line out")
        ]


SCRAPS = (
    '+++\n¦title = ¦{\n¦"a": 1¦}\n¦---json\n¦Image alt: x\n¦Status: draft\n'
    "¦---\n¦...\n¦Title: ¦tags: ¦- tea\n¦[¦]¦{¦}¦&a ¦*a¦'¦\"¦: ¦#¦\t¦    ¦\r\n¦\n¦\n\n"
    "¦é茶¦\x00¦\ufeff¦!!¦? ¦> ¦| ¦% ¦2026"
).split("¦")


@given(st.lists(st.sampled_from(SCRAPS), max_size=20).map("".join), st.sampled_from(["{}", "---\n{}\n---\n"]))
def test_any_text_is_read_or_refused_with_a_line(text: str, frame: str) -> None:
    caught = None
    try:
        matter = parse_front_matter(frame.replace("{}", text))
    except FrontMatterError as error:
        caught = error
    else:
        assert set(matter.fields) == set(matter.lines)
    assert caught is None or (caught.line >= 1 and ";" in str(caught))


def test_yaml_is_read_the_same_where_its_quick_reader_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front_matter, "YAML_LOADER", yaml.BaseLoader)
    assert fields("---\ntitle: null\ntags: [a, 'null']\n---\n") == {"title": "", "tags": ["a", "null"]}
    with pytest.raises(FrontMatterError, match="more than 20 levels"):
        parse_front_matter(f"---\na: {'[' * 5000}{']' * 5000}\n---\n")


@given(st.text())
def test_the_body_begins_on_its_line(body: str) -> None:
    plain = body.replace("\r\n", "\n").replace("\r", "\n")
    matter = parse_front_matter(f"Title: Tea\n\n{body}")
    assert (matter.body, matter.body_line) == (plain, 3)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("----\ntitle: Tea\ndraft: true\n----\nBody\n", 3),
        ("---\n\ttitle: Tea\n\tdraft: true\n---\nBody\n", 3),
        ("---\n- title: Tea\n- status: private\n---\nBody\n", 3),
        ("<!-- mine -->\n---\npublish: false\n---\nBody\n", 3),
        ("---\ntitle\uff1a Tea\ndraft\uff1a true\n---\nBody\n", 3),
    ],
)
def test_what_only_looks_like_front_matter_still_holds_back(text: str, line: int) -> None:
    matter = parse_front_matter(text)

    assert matter.fields == {"status": "draft"}
    assert matter.body == text
    assert [finding.line for finding in matter.findings] == [line]


def test_text_between_two_rules_holds_nothing_back() -> None:
    text = "---\n- Private: no, thanks\n- Status: fine\n---\nBody\n"

    assert parse_front_matter(text).fields == {}


def test_keys_of_ours_between_dashes_need_no_space_behind_the_colon() -> None:
    assert parse_front_matter("---\ntitle:Tea\ndraft:true\n---\n").fields == {"title": "Tea", "draft": "true"}

    mixed = parse_front_matter("---\ntitle: Tea\ndraft:true\n---\n")

    assert mixed.fields == {"title": "Tea", "draft": "true"}
    assert [finding.line for finding in mixed.findings] == [3]


def test_names_behind_a_hash_are_no_comment() -> None:
    matter = parse_front_matter("---\ntags: #tea #leaf\nstatus: #draft\naliases:\n- #one\n# two\n---\n")

    assert matter.fields == {"tags": ["#tea", "#leaf"], "status": ["#draft"], "aliases": ["#one"]}
    assert [finding.line for finding in matter.findings] == [2, 3, 5]


def test_comments_of_yaml_stay_comments() -> None:
    matter = parse_front_matter("---\ntags: tea # and #leaf\nstatus: # draft\nsummary: |\n  - #one\n---\n")

    assert matter.fields == {"tags": "tea", "status": "", "summary": "- #one"}
    assert matter.findings == ()


def test_an_item_of_a_list_that_is_not_understood_is_told() -> None:
    matter = parse_front_matter("---\ntags:\n- tea\n- green: leaf\n---\n")

    assert matter.fields == {"tags": ["tea"]}
    assert [(finding.line, finding.message) for finding in matter.findings] == [
        (2, "the value of 'tags' is nested in a way that is not understood; write 'tags: …' on one line")
    ]
