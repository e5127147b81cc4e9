"""What is posted where; no part of it takes the place of another, is cut in silence, or is said twice."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.shared.entry import Entry, Kind, Slug, Term, UrlPath
from plugins.social.hashtags import HASHTAG, choose_hashtags
from plugins.social.messages import read_messages, read_templates
from plugins.social.metadata import SiteFacts, make_json_ld, make_meta
from plugins.social.networks import NETWORKS
from plugins.social.posts import Post, PostRules, check_posts, holds, make_posts
from tests.entries import make_entry

URL = "https://tea.example/posts/tea/"
RULES = PostRules()
EXCERPT = "What tea is, and where it grows. How it is made at home."
ALONE = ", or write one for X alone, as in 'Message: {x: …}'"
EACH_NETWORK = pytest.mark.parametrize("network", NETWORKS)


def make_term(name: str) -> Term:
    return Term(name, Slug(name.lower()), UrlPath(f"tag/{name}/"), UrlPath(""))


def make_tea(message: Any = "Come and read!", **fields: Any) -> Entry:  # noqa: ANN401 (any field)
    told = {"excerpt": EXCERPT, "description": EXCERPT, "metadata": {"message": message}, "lines": {"message": 3}}
    terms = {"tags": (make_term("green tea"), make_term("calm")), "categories": (make_term("Hot Drinks"),)}
    return make_entry("Tea for two", **{**told, **terms, **fields})


def post_of(entry: Entry, network: str, rules: PostRules = RULES) -> Post:
    return make_posts(entry, [network], URL, rules)[network][0]


@pytest.mark.parametrize(
    ("network", "text"),
    [
        ("x", f"Come and read!\n\nTea for two\n\n{URL}\n\n#GreenTea #calm"),
        ("mastodon", f"Come and read!\n\n{URL}\n\n#GreenTea #calm #HotDrinks"),
        ("bluesky", f"Come and read!\n\n{URL}\n\n#GreenTea #calm #HotDrinks"),
        ("threads", "Come and read!\n\n#GreenTea"),
        ("linkedin", f"Come and read!\n\n{EXCERPT}\n\n{URL}\n\n#GreenTea #calm #HotDrinks"),
        ("facebook", f"Come and read!\n\n{EXCERPT}\n\n{URL}\n\n#GreenTea"),
        ("whatsapp", f"Come and read!\n\n{URL}"),
        ("telegram", f"Come and read!\n\n{URL}"),
        ("pinterest", f"Come and read!\n\n{EXCERPT}"),
        ("email", f"Come and read!\n\n{EXCERPT}\n\n{URL}"),
        ("reddit", ""),
        ("hackernews", ""),
    ],
)
def test_post_holds_what_the_card_does_not_show(network: str, text: str) -> None:
    assert post_of(make_tea(), network).text == text


@pytest.mark.parametrize(
    ("network", "fields"),
    [
        ("reddit", {"title": "Tea for two", "link": URL}),
        ("hackernews", {"title": "Tea for two", "link": URL}),
        ("email", {"subject": "Tea for two"}),
        ("threads", {"link": URL}),
    ],
)
def test_fields_of_their_own(network: str, fields: dict[str, str]) -> None:
    held = {one.name: one.text for one in post_of(make_tea(), network).fields if one.name != "text"}
    assert held == fields


@pytest.mark.parametrize(
    ("network", "text"),
    [
        ("x", f"Tea for two\n\n{EXCERPT}\n\n{URL}\n\n#GreenTea #calm"),
        ("mastodon", f"Tea for two\n\n{URL}\n\n#GreenTea #calm #HotDrinks"),
        ("bluesky", f"Tea for two\n\n{URL}\n\n#GreenTea #calm #HotDrinks"),
        ("threads", f"Tea for two\n\n{EXCERPT}\n\n#GreenTea"),
        ("linkedin", f"Tea for two\n\nLong. {EXCERPT}\n\n{URL}\n\n#GreenTea #calm #HotDrinks"),
        ("facebook", f"Tea for two\n\nLong. {EXCERPT}\n\n{URL}\n\n#GreenTea"),
        ("whatsapp", f"Tea for two\n\n{URL}"),
        ("telegram", f"Tea for two\n\n{URL}"),
        ("pinterest", f"Long. {EXCERPT}"),
        ("email", f"Long. {EXCERPT}\n\n{URL}"),
        ("reddit", ""),
        ("hackernews", ""),
    ],
)
def test_entry_without_a_message_is_told_by_its_title(network: str, text: str) -> None:
    """And by its description where no card shows one."""
    assert post_of(make_tea("", excerpt=f"Long. {EXCERPT}"), network).text == text


def test_description_that_was_composed_is_not_posted() -> None:
    entry = make_tea("", excerpt="A post of 2026.", description="A post of 2026.", is_stand_in=True)
    assert post_of(entry, "x").text == f"Tea for two\n\n{URL}\n\n#GreenTea #calm"
    assert post_of(entry, "linkedin").text == f"Tea for two\n\n{URL}\n\n#GreenTea #calm #HotDrinks"
    assert post_of(entry, "email").text == URL


def test_rocket_without_a_title_says_its_words() -> None:
    fields: dict[str, Any] = {"kind": Kind.ROCKET, "has_title": False, "tags": (), "categories": ()}
    rocket = make_entry("Off it goes, to where…", slug="off", excerpt="Off it goes, to where no tea is.", **fields)
    for network in ("x", "mastodon", "bluesky", "linkedin", "whatsapp"):
        assert post_of(rocket, network).text == f"Off it goes, to where no tea is.\n\n{URL}"
    assert post_of(rocket, "threads").text == "Off it goes, to where no tea is."
    # Words that do not fit, and have no sentence that does.
    long = replace(rocket, excerpt="and " * 90)
    assert post_of(long, "x").text == f"Off it goes, to where…\n\n{URL}"


def test_title_that_the_message_says_is_not_said_again() -> None:
    assert post_of(make_tea("Tea for two: come!"), "x").text == f"Tea for two: come!\n\n{URL}\n\n#GreenTea #calm"


def test_address_made_of_the_title_does_not_say_it() -> None:
    url = "https://tea.example/posts/tea-for-two/"
    [post] = make_posts(make_tea(), ["x"], url, RULES)["x"]
    assert post.text == f"Come and read!\n\nTea for two\n\n{url}\n\n#GreenTea #calm"


def test_link_in_the_message_is_enough() -> None:
    assert post_of(make_tea(f"Read {URL} now"), "whatsapp").text == f"Read {URL} now"


def test_each_time_it_is_shared_and_each_part_of_a_thread_is_a_post() -> None:
    messages = ["Now!", {"thread": ["Again.", "And more."]}]
    [posts] = make_posts(make_tea(messages, tags=(), categories=()), ["bluesky"], URL, RULES).values()
    assert [(post.time, post.part, post.text) for post in posts] == [
        (1, 1, f"Now!\n\n{URL}"),
        (2, 1, f"Again.\n\n{URL}"),
        (2, 2, "And more."),
    ]


@pytest.mark.parametrize(
    ("network", "text"),
    [
        ("whatsapp", f"Again.\n\nAnd more.\n\n{URL}"),
        ("email", f"Again.\n\nAnd more.\n\n{EXCERPT}\n\n{URL}"),
        ("pinterest", f"Again.\n\nAnd more.\n\n{EXCERPT}"),
    ],
)
def test_thread_is_one_text_where_there_are_none(network: str, text: str) -> None:
    [post] = make_posts(make_tea({"thread": ["Again.", "And more."]}), [network], URL, RULES)[network]
    assert post.text == text


def test_content_warning_stands_in_its_field_and_counts() -> None:
    entry = make_tea({"thread": ["Come!", "And see."]}, tags=(), categories=())
    entry = replace(entry, metadata={**entry.metadata, "content_warning": "Hot  water"})
    [mastodon, bluesky] = make_posts(entry, ["mastodon", "bluesky"], URL, RULES).values()
    assert [(one.name, one.text, one.length) for one in mastodon[0].fields] == [
        ("content warning", "Hot water", 9),
        ("text", f"Come!\n\n{URL}", 5 + 2 + 23 + 9),
    ]
    # Every part of a thread is hidden.
    assert [one.name for one in mastodon[1].fields] == ["content warning", "text"]
    assert [one.name for one in bluesky[0].fields] == ["text"]


def test_template_speaks_where_nobody_wrote() -> None:
    templates, _problems = read_templates({"post": "New in {category}: {title}"})
    rules = PostRules(templates)
    assert post_of(make_tea(None), "whatsapp", rules).text == f"New in Hot Drinks: Tea for two\n\n{URL}"
    assert post_of(make_tea(), "whatsapp", rules).text == f"Come and read!\n\n{URL}"


def test_template_may_frame_the_message() -> None:
    templates, _problems = read_templates({"*": "{message|excerpt} — {link} {tags}"})
    rules = PostRules(templates)
    assert post_of(make_tea(), "mastodon", rules).text == f"Come and read! — {URL} #GreenTea #calm #HotDrinks"
    assert post_of(make_tea(None), "whatsapp", rules).text == f"{EXCERPT} — {URL}"


def test_shortened_in_order() -> None:
    """First the excerpt at a sentence, then tags, then the title; never message and link."""
    templates, _problems = read_templates({"*": "{message} {excerpt}"})
    rules = PostRules(templates)
    written = "m" * 190
    post = post_of(make_tea(written), "x", rules)
    first = "What tea is, and where it grows."
    assert post.text == f"{written} {first}\n\nTea for two\n\n{URL}\n\n#GreenTea #calm"
    assert post.shortened == ("what the template adds to the message shortened",)


@pytest.mark.parametrize(
    ("length", "shortened"),
    [
        (225, ()),
        (226, ("fewer hashtags",)),
        (231, ("fewer hashtags",)),
        (232, ("the hashtags left out",)),
        (242, ("the hashtags left out",)),
        (243, ("the title left out", "the hashtags left out")),
        (255, ("the title left out", "the hashtags left out")),
    ],
)
def test_hashtags_go_before_the_title(length: int, shortened: tuple[str, ...]) -> None:
    post = post_of(make_tea("m" * length), "x")
    assert (post.shortened, post.excess) == (shortened, 0)


def test_what_does_not_fit_is_said_with_the_number_to_lose() -> None:
    entry = make_tea("m" * 270)
    posts = make_posts(entry, ["x", "mastodon"], URL, RULES)
    assert [(problem.line, problem.message) for problem in check_posts(entry, posts)] == [
        (
            3,
            f"the message makes 295 weighted characters where X takes 280; shorten it by 15{ALONE}",
        )
    ]


def test_title_that_does_not_fit_its_field_is_shortened_there() -> None:
    entry = make_entry("A title of words " * 6)
    post = post_of(entry, "hackernews")
    assert post.fields[0].text == "A title of words A title of words A title of words A title of words A title…"
    assert (post.fields[0].length, post.shortened, post.excess) == (76, ("the title shortened",), 0)


def test_bluesky_counts_bytes_as_well() -> None:
    entry = make_tea("👨‍👩‍👧‍👦" * 150)
    posts = make_posts(entry, ["bluesky"], URL, RULES)
    assert [problem.message.partition(";")[0] for problem in check_posts(entry, posts)] == [
        "the message makes 3782 bytes where Bluesky takes 3000"
    ]


WORDS = st.text(
    alphabet=st.one_of(
        st.sampled_from("abcxyz ABC .!?…\n#@/'\"&<>{}|0159日本語éйع👍👨‍👩‍👧🇩🇪"),
        st.characters(exclude_categories=["Cs", "Cc"]),
    ),
    max_size=400,
)
ENTRIES = st.builds(
    lambda title, excerpt, message, tags: make_entry(
        title,
        slug="tea",
        excerpt=excerpt,
        description=excerpt[:155],
        metadata={"message": message},
        tags=tuple(make_term(tag) for tag in tags),
    ),
    WORDS.map(str.strip).filter(bool),
    WORDS.map(str.strip),
    WORDS.map(lambda text: text.replace("[", "").strip()),
    st.lists(WORDS.filter(str.strip), max_size=6),
)


def hashtags_for(entry: Entry, network: str, message: str) -> tuple[str, ...]:
    """As many as are right for *network* beside the *message*."""
    return choose_hashtags([tag.name for tag in entry.tags], message, NETWORKS[network].hashtags)


@EACH_NETWORK
@settings(deadline=None, max_examples=60)
@given(entry=ENTRIES)
def test_message_and_link_are_whole_and_nothing_is_said_twice(network: str, entry: Entry) -> None:
    post = post_of(entry, network)
    held = {one.name: one.text for one in post.fields}
    parts = dict(post.parts)
    message = entry.metadata["message"]
    assert isinstance(message, str)
    # Whole: the message wherever it has a place, the link in the text or its own field, the title in its own.
    if "message" in NETWORKS[network].post and message and not message.startswith("{"):
        assert parts["message"] == message
        assert message in post.text
    if "link" in (*NETWORKS[network].post, *NETWORKS[network].fields):
        assert URL in (held.get("link"), *post.text.split("\n\n")) or URL in message
    assert held.get("subject", entry.title) == entry.title
    assert held.get("title", entry.title) == entry.title or "the title shortened" in post.shortened
    # Twice: no part says what one before it says, nor what has a field of its own.
    order = [name for name in ("message", "title", "excerpt") if name in parts]
    for one, other in combinations(order, 2):
        assert not holds(parts[one], parts[other])
    assert post.text.count(URL) <= message.count(URL) + 1
    # In silence: what is shorter than it was written is named; what does not fit is a problem.
    for name, whole in (("title", entry.title), ("excerpt", entry.excerpt)):
        if name in parts and parts[name] != whole:
            assert f"the {name} shortened" in post.shortened
        elif name in NETWORKS[network].post and name not in parts and whole:
            is_said = any(holds(one, whole) for one in (message, *held.values()))
            assert is_said or f"the {name} left out" in post.shortened
    if "tags" in NETWORKS[network].post:
        fit = hashtags_for(entry, network, parts.get("message", ""))
        told = tuple(parts.get("tags", "").split())
        assert told == fit[: len(told)]
        assert told == fit or ("fewer hashtags" if told else "the hashtags left out") in post.shortened
    problems = list(check_posts(entry, {network: (post,)}))
    assert bool(problems) == bool(post.excess)


SAID = WORDS.map(str.strip).filter(bool)


@EACH_NETWORK
@settings(deadline=None, max_examples=40)
@given(
    entry=ENTRIES,
    messages=st.lists(st.one_of(SAID, st.lists(SAID, min_size=2, max_size=3)), min_size=1, max_size=3),
    text=st.sampled_from(["", "{message}", "{title}\n\n{message|excerpt}\n\n{tags}"]),
)
def test_every_part_of_every_message_is_a_post_of_its_own_and_whole(
    network: str, entry: Entry, messages: list[str | list[str]], text: str
) -> None:
    written: Any = [one if isinstance(one, str) else {"thread": one} for one in messages]
    entry = replace(entry, metadata={"message": {network: written, "all": "Not this."}})
    templates, _problems = read_templates({"*": text} if text else {})
    [posts] = make_posts(entry, [network], URL, PostRules(templates)).values()
    places = [
        (time, part, said)
        for time, one in enumerate(messages, 1)
        for part, said in enumerate([one] if isinstance(one, str) else one, 1)
        if part == 1 or NETWORKS[network].has_threads
    ]
    if not NETWORKS[network].post:
        # What takes no text takes the title, once.
        assert [(post.time, post.part) for post in posts] == [(1, 1)]
    else:
        assert [(post.time, post.part) for post in posts] == [(time, part) for time, part, _said in places]
        assert all(said in post.text for post, (_time, _part, said) in zip(posts, places, strict=True))
        everything = [said for one in messages for said in ([one] if isinstance(one, str) else one)]
        assert all(any(said in post.text for post in posts) for said in everything)
    assert len(list(check_posts(entry, {network: posts}))) >= sum(bool(post.excess) for post in posts)


PIECES = (
    *("{message}", "{title}", "{excerpt}", "{category}", "{tags}", "{author}", "{link}"),
    *("{message|excerpt}", "{title|message}", "{message|title}"),
    *("Read: ", " and ", "\n", "\n\n", "#new ", "{{", "}}", "é 日本 👍"),
)
TEMPLATES = st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).map("".join)


@EACH_NETWORK
@settings(deadline=None, max_examples=60)
@given(entry=ENTRIES, text=TEMPLATES)
def test_template_adds_and_never_replaces_cuts_or_repeats(network: str, entry: Entry, text: str) -> None:
    templates, problems = read_templates({"*": text})
    assert problems == ()
    post = post_of(entry, network, PostRules(templates))
    held = {one.name: one.text for one in post.fields}
    messages, _problems = read_messages(entry)
    written = messages.on(network)[0].parts[0] if messages.on(network) else ""
    takes = (*NETWORKS[network].post, *NETWORKS[network].fields)
    # Nothing replaces the message, or the link; titles are shortened in their fields alone, and that is named.
    assert written in post.text or "message" not in takes
    assert "link" not in takes or URL in (held.get("link"), *post.text.split()) or URL in post.text
    assert held.get("subject", entry.title) == entry.title
    assert held.get("title", entry.title) == entry.title or "the title shortened" in post.shortened
    # Nothing is shortened in silence: where nobody says so, title and excerpt are there, all of them.
    for value in (getattr(entry, name) for name in ("title", "excerpt") if name in NETWORKS[network].post):
        said = [*held.values(), *(text for _name, text in post.parts)]
        assert post.shortened or not value or any(holds(one, value) for one in said)
    if "tags" in NETWORKS[network].post and not post.shortened:
        told = {tag.casefold() for tag in HASHTAG.findall(post.text)}
        assert len(told) >= len(hashtags_for(entry, network, written))
    # Nothing is said twice, but where the author of the template wrote it into a sentence.
    order = [name for name in ("message", "title", "excerpt") if name in dict(post.parts)]
    for one, other in combinations(order, 2):
        assert not holds(dict(post.parts)[one], dict(post.parts)[other])
    lines = [line for line in post.text.split("\n") if line.strip() == URL]
    if URL not in written:
        assert len(lines) <= 1
    assert bool(list(check_posts(entry, {network: (post,)}))) == bool(post.excess)


@EACH_NETWORK
@settings(deadline=None, max_examples=40)
@given(entry=ENTRIES, message=st.text(alphabet="abcdefgh ", min_size=12, max_size=80).map(lambda text: f"§{text}§"))
def test_message_changes_nothing_that_cards_and_search_engines_read(network: str, entry: Entry, message: str) -> None:
    site = SiteFacts("Tea", "https://tea.example")
    with_message = make_entry(
        entry.title,
        slug="tea",
        excerpt=entry.excerpt,
        description=entry.description,
        message=message,
        metadata={"message": {network: message}},
        tags=entry.tags,
    )
    assert make_meta(with_message, site) == make_meta(entry, site)
    assert make_json_ld(with_message, site) == make_json_ld(entry, site)
