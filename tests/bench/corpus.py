"""A blog of as many posts as are asked for, the same every time, as each contender wants to read it."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from pathlib import Path

WORDS = (
    "tea kettle leaf steam garden morning paper pencil drawing ladder window river stone letter shelf quiet small"
    " of and the a in with under over for by"
).split()
PARAGRAPHS = 8
WORDS_A_PARAGRAPH = 75
CATEGORY_COUNT = 20
TAG_COUNT = 50


@dataclass(frozen=True, slots=True)
class Post:
    """A post of about 600 words, with a heading, a list, emphasis, code and links."""

    name: str
    title: str
    date: str
    category: str
    tags: tuple[str, str]
    body: str


def make_post(number: int) -> Post:
    """The post of this *number*, which no other post has any part in."""
    # Nothing secret is made of it.
    chance = random.Random(f"post {number}")  # noqa: S311
    parts = [_make_paragraph(chance, number, place) for place in range(PARAGRAPHS)]
    parts.insert(3, "## A closer look")
    parts.insert(6, "- one leaf\n- two leaves\n- a pot of them")
    return Post(
        name=f"post-{number}",
        title=f"{chance.choice(WORDS).capitalize()} {chance.choice(WORDS)} {number}",
        date=f"{2000 + number % 25}-{1 + number % 12:02}-{1 + number % 28:02}T{number % 24:02}:{number % 60:02}:00Z",
        # No name ends in a number: plain Pelican puts the number of a page behind it.
        category=f"Shelf {chr(ord('a') + number % CATEGORY_COUNT)}",
        tags=(f"t{number % TAG_COUNT}x", f"t{(number * 7 + 1) % TAG_COUNT}x"),
        body="\n\n".join(parts),
    )


def _make_paragraph(chance: random.Random, number: int, place: int) -> str:
    words = [chance.choice(WORDS) for _ in range(WORDS_A_PARAGRAPH)]
    if place % 3 == 1:
        words[10] = f"*{words[10]}*"
        words[30] = f"[{words[30]}](https://example.org/{number}/{place})"
    if place % 3 == 2:
        words[20] = f"**{words[20]}**"
        words[40] = f"`{words[40]}`"
    return f"{' '.join(words).capitalize()}."


def make_new_post(number: int) -> Post:
    """The post of this *number* as one that its author has just begun: newer than all others."""
    return replace(make_post(number), date=f"2025-01-01T{number % 24:02}:{number % 60:02}:00Z")


def write_post(folder: Path, post: Post) -> None:
    """Save *post* in *folder*, in front matter that all contenders but plain Pelican read."""
    head = (
        f'---\ntitle: "{post.title}"\ndate: {post.date}\ncategories: ["{post.category}"]\n'
        f"tags: [{', '.join(post.tags)}]\nslug: {post.name}\n---\n"
    )
    (folder / f"{post.name}.md").write_text(f"{head}\n{post.body}\n", "utf-8")


def write_pelican_post(folder: Path, post: Post) -> None:
    """Save *post* in *folder* as Pelican's own documentation has it."""
    head = (
        f"Title: {post.title}\nDate: {post.date}\nCategory: {post.category}\n"
        f"Tags: {', '.join(post.tags)}\nSlug: {post.name}\n"
    )
    (folder / f"{post.name}.md").write_text(f"{head}\n{post.body}\n", "utf-8")


def with_other_word(post: Post, word: str) -> Post:
    """*post* with *word* in place of the first one of its text."""
    return replace(post, body=f"{word} {post.body.partition(' ')[2]}")
