"""From Markdown to HTML, and from HTML to plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from plugins.shared.entry import Heading
from plugins.shared.problems import Severity

if TYPE_CHECKING:
    from plugins.shared.text_blocks import Block

MORE_MARKER = re.compile(
    # On one line: what goes on below it is a comment for its author.
    r"<!--\s*(?:more(?P<words>(?:[ \t:](?:(?!-->).)*)?)|PELICAN_END_SUMMARY)\s*-->",
    re.IGNORECASE,
)
BEGIN_MARKER = re.compile(r"<!--\s*PELICAN_BEGIN_SUMMARY\s*-->", re.IGNORECASE)
# Elements that stand beside each other in a line; any other begins a new one.
INLINE_NAMES = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd mark q rp rt ruby s samp small span"
    " strike strong sub sup time tt u var wbr"
)
INLINE_TAG = re.compile(
    rf"</?(?:{'|'.join(INLINE_NAMES.split())})(?:\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)?/?>", re.IGNORECASE
)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
TAG = re.compile(r"<(?:[^<>\"']++|\"[^\"]*\"|'[^']*')*+>")
MATHML = re.compile(r"<math\b.*?</math>", re.DOTALL)
WORDS_PER_MINUTE = 220
CJK_SIGNS_PER_MINUTE = 450
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]")


class TextProblem(NamedTuple):
    """A finding about a text, with its *line* in the file."""

    line: int
    message: str
    severity: Severity
    sort: str
    is_counted: bool = False
    """Whether it is told once for the site, with the files it is in."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A body as HTML, with its headings in order, and what was found while it was read.

    *title* are the words of a first-level heading that opened the text and is left out. *tags* are the names written
    as `#name`, in order. *comment_count* says how many comments were left out. *files* are pictures that the text
    describes, their names and bytes.
    """

    html: str
    headings: tuple[Heading, ...] = ()
    title: str = ""
    problems: tuple[TextProblem, ...] = ()
    comment_count: int = 0
    tags: tuple[str, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()
    blocks: tuple[Block, ...] = ()
    """The text as blocks, of which excerpts are chosen, where they were asked for; the beginning of it."""


class Renderer(Protocol):
    """Turns the texts of one site into HTML."""

    def render(
        self,
        text: str,
        *,
        first_line: int = 1,
        lang: str = "",
        take_title: Callable[[str], bool] | None = None,
        with_blocks: bool = False,
    ) -> Rendered:
        """*text* as HTML without an `h1`.

        *first_line* is the line of its file that it begins at, *lang* its language, empty for that of the site.
        *take_title* is asked with the words of a first-level heading that opens the text, and says whether it is left
        out of the body.
        """

    def strip_comments(self, value: str) -> tuple[str, int]:
        """A *value* of front matter without what is a comment in texts, and how many there were."""


def take_first_heading(text: str) -> tuple[str, str]:
    """The words of the `# Heading` that *text* opens with, and what follows it; no words if it opens otherwise."""
    body = text.lstrip("\n")
    line, _, rest = body.partition("\n")
    if match := re.match(r"^#[ \t]+(?P<words>.+?)[ \t]*#*[ \t]*$", line):
        return match["words"], rest
    following, _, after = rest.partition("\n")
    if line.strip() and not line.startswith((" ", "\t", ">", "-", "|", "<")) and re.match(r"^={3,}[ \t]*$", following):
        return line.strip(), after
    return "", text


def plain_text(fragment: str) -> str:
    """The words of an HTML *fragment* on one line."""
    return _words_of(TAG.sub(" ", INLINE_TAG.sub("", COMMENT.sub("", fragment))))


def plain_title(title: str) -> str:
    """The words of a *title*, in which authors may write HTML to format some of them.

    Other elements are what the title is about: "What `<script>` does" keeps all its words.
    """
    return _words_of(INLINE_TAG.sub("", re.sub(r"<br\s*/?>", " ", title, flags=re.IGNORECASE)))


def _words_of(text: str) -> str:
    return " ".join(html.unescape(text).split())


def count_minutes(body: str) -> int:
    """Minutes to read an HTML *body*, at least one."""
    # A formula is read at once, however many characters it has.
    text = TAG.sub(" ", MATHML.sub(" x ", body) if "<math" in body else body)
    cjk = 0 if text.isascii() else len(CJK.findall(text))
    words = len((CJK.sub(" ", text) if cjk else text).split())
    return max(1, round(words / WORDS_PER_MINUTE + cjk / CJK_SIGNS_PER_MINUTE))
