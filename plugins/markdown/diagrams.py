"""Diagrams of Mermaid drawn while building: two pictures, for light and dark, and what they say in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TypeAlias

from plugins.markdown.diagram_svg import TooLargeError, UnknownDrawingError, color_drawing, read_drawing

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
LONGEST = 50_000
PLACED = re.compile(r"(?P<kind>[\w-]+) at (?P<line>\d+):(?P<column>\d+): (?P<message>.*)", re.DOTALL)
DROPPED = re.compile(
    r"\A\s*---[^\S\n]*\n(?:.*?\n)?---[^\S\n]*(?:\n|$)|^\s*%%(?!\{)[^\n]*\n?|%%\{.*?\}%%\s*", re.MULTILINE | re.DOTALL
)
GOT = re.compile(r"got '([^']*)'")
ACC_TITLE = re.compile(r"^[ \t]*accTitle[ \t]*:[ \t]*(.+?)[ \t]*$", re.MULTILINE)
ACC_DESCR = re.compile(r"^[ \t]*accDescr[ \t]*(?::[ \t]*(.+?)[ \t]*$|\{([^}]*)\})", re.MULTILINE)
# `click A href "https://…" "Tip"` of flowcharts and class diagrams, `link A "https://…"` of the latter.
CLICK = re.compile(
    r'^[ \t]*(?:click|link)[ \t]+([^\s"]+)[ \t]+(?:href[ \t]+)?"([^"\n]+)"(?:[ \t]+"([^"\n]*)")?', re.MULTILINE
)
# `link Ann: Her page @ https://…` of sequence diagrams.
ACTOR_LINK = re.compile(r"^[ \t]*link[ \t]+([^:\n]+):[ \t]*([^@\n]+?)[ \t]*@[ \t]*(\S+)", re.MULTILINE)
SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
SAFE_SCHEMES = ("http:", "https:", "mailto:")
KINDS = {
    "flowchart": "Flowchart",
    "sequence": "Sequence diagram",
    "class": "Class diagram",
    "state": "State diagram",
    "er": "Entity relationship diagram",
    "gantt": "Gantt chart",
    "pie": "Pie chart",
    "journey": "User journey",
    "gitgraph": "Git graph",
    "mindmap": "Mind map",
    "timeline": "Timeline",
    "quadrant": "Quadrant chart",
    "xychart": "Chart",
    "sankey": "Sankey diagram",
    "requirement": "Requirement diagram",
    "kanban": "Kanban board",
    "block": "Block diagram",
    "packet": "Packet diagram",
    "architecture": "Architecture diagram",
    "c4": "C4 diagram",
    "radar": "Radar chart",
    "treemap": "Treemap",
}
ALT_LABELS = 30
ALT_LENGTH = 300

Convert: TypeAlias = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class DiagramLink:
    """A link that the diagram names: in a picture nobody can click it, so it is listed below."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Diagram:
    """A diagram as two SVG files, which hold no script, style, link or reference, and what it says in words."""

    light: str
    dark: str
    width_px: int
    height_px: int
    alt: str
    links: tuple[DiagramLink, ...] = ()


@dataclass(frozen=True, slots=True)
class DiagramError:
    """Why a diagram is not drawn; *line* counts from 1 within its source."""

    message: str
    line: int = 1


class DiagramRenderer:
    """Draws diagrams; its library is loaded with the first one."""

    def __init__(self) -> None:
        self._to_svg: Convert | None = None

    def draw(self, source: str) -> Diagram | DiagramError:
        """The diagram that *source* describes in Mermaid's language, or why it cannot be drawn."""
        if not source.strip():
            return DiagramError("the diagram is empty; write one, or take the block out")
        if found := CONTROL.search(source):
            line = source.count("\n", 0, found.start()) + 1
            return DiagramError(f"the diagram holds the control character U+{ord(found[0]):04X}; take it out", line)
        if len(source) > LONGEST:
            return DiagramError(f"the diagram has {len(source)} characters, {LONGEST} are possible; split it")
        try:
            if self._to_svg is None:
                self._to_svg = load_mermaid_render()
            svg = self._to_svg(source)
            return _make_diagram(svg, source)
        except ModuleNotFoundError as error:
            name = (error.name or "mermaid_render").replace("_", "-")
            return DiagramError(f"diagrams are drawn by '{name}', which is not installed; install requirements.txt")
        except TooLargeError as error:
            return DiagramError(f"the diagram is too large: {error}; split it")
        except UnknownDrawingError as error:
            return DiagramError(f"the diagram cannot be drawn safely: {error}")
        except ValueError as error:
            return explain_error(str(error), source)


def load_mermaid_render() -> Convert:
    """What turns Mermaid's language into SVG, in the colours that `diagram_svg` replaces; it raises `ValueError`."""
    from mermaid_render import convert

    def to_svg(source: str) -> str:
        return str(convert(source, theme="default"), "utf-8")

    return to_svg


def diagram_html(diagram: Diagram, light_url: str, dark_url: str, source: str) -> str:
    """The figure of *diagram*, whose files are at the two addresses, with its links and its *source* folded away."""
    links = "".join(f'<li><a href="{escape(link.url)}">{escape(link.label)}</a></li>' for link in diagram.links)
    return (
        '<figure class="diagram"><div class="diagram-scroll" role="group" tabindex="0" aria-label="Diagram"><picture>'
        f'<source media="screen and (prefers-color-scheme: dark)" srcset="{escape(dark_url)}">'
        f'<img class="diagram-image" src="{escape(light_url)}" width="{diagram.width_px}" height="{diagram.height_px}"'
        f' alt="{escape(diagram.alt)}" loading="lazy" decoding="async"></picture></div>'
        + (f'<ul class="diagram-links">{links}</ul>' if links else "")
        + "<details><summary>Source</summary>"
        f'<pre tabindex="0"><code>{escape(source, quote=False)}</code></pre></details></figure>'
    )


def explain_error(message: str, source: str) -> DiagramError:
    """What the library says of *source*, in one line and with its place."""
    lines = source.rstrip().split("\n")
    read = _lines_read(source.rstrip())
    first = read[0] if read else 1
    found = PLACED.match(message)
    if found is None:
        if "interrupted" in message:
            return DiagramError("the diagram takes too long to draw; split it", first)
        return DiagramError(_one_line(message), first)
    if found["kind"] == "unsupported-diagram":
        said = f"'{lines[first - 1].split()[0]}' is no kind of diagram" if read else "the diagram names no kind"
        return DiagramError(f"{said}; begin with 'flowchart', 'sequenceDiagram' or another", first)
    number = int(found["line"])
    if not number:
        # Of what it means it says only the words.
        words = found["message"].rpartition(":")[2].strip()
        place = next((index for index, line in enumerate(lines, 1) if words and words in line), first)
        return DiagramError(_one_line(found["message"]), place)
    line = read[min(number, len(read)) - 1] if read else 1
    got = GOT.search(found["message"])
    if got and got[1] in ("$end", "EOF"):
        return DiagramError("something is not closed or not complete", _find_open_line(lines) or line)
    if found["kind"] == "syntax":
        rest = lines[line - 1][max(int(found["column"]) - 1, 0) :].strip()
        if rest:
            return DiagramError(f"Mermaid does not expect '{rest[:40]}' here", line)
        return DiagramError(f"the line '{lines[line - 1].strip()[:40]}' is not complete", line)
    return DiagramError(_one_line(found["message"]), line)


def _lines_read(source: str) -> list[int]:
    """The number of each line of *source* that the library counts: it drops settings, comments and room first."""
    kept = list(source)
    for found in DROPPED.finditer(source):
        kept[found.start() : found.end()] = [""] * (found.end() - found.start())
    start = next((index for index, char in enumerate(kept) if char.strip()), None)
    if start is None:
        return []
    numbers = [source.count("\n", 0, start) + 1]
    for index in range(start, len(kept) - 1):
        if kept[index] == "\n":
            following = next((place for place in range(index + 1, len(kept)) if kept[place]), len(kept))
            numbers.append(source.count("\n", 0, following) + 1)
    return numbers


def _find_open_line(lines: Sequence[str]) -> int:
    """The first line in which a bracket or quote is opened and not closed; 0 if there is none."""
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith("%%"):
            continue
        if line.count('"') % 2 or any(line.count(one) > line.count(other) for one, other in ("[]", "()", "{}")):
            return number
    return 0


def _one_line(message: str) -> str:
    words = " ".join(message.split())
    return words[:200] or "the diagram cannot be read"


def _make_diagram(svg: str, source: str) -> Diagram:
    drawing = read_drawing(svg)
    light, dark = color_drawing(drawing, is_dark=False), color_drawing(drawing, is_dark=True)
    return Diagram(
        light=light,
        dark=dark,
        width_px=drawing.width_px,
        height_px=drawing.height_px,
        alt=describe(source, drawing.kind, drawing.labels),
        links=find_links(source, drawing.names),
    )


def describe(source: str, kind: str, labels: Sequence[str]) -> str:
    """What the author says of the diagram, else its kind and its labels."""
    title = found[1] if (found := ACC_TITLE.search(source)) else ""
    description = " ".join((found[1] or found[2] or "").split()) if (found := ACC_DESCR.search(source)) else ""
    if title or description:
        return f"{title.rstrip('.')}. {description}" if title and description else title or description
    name = KINDS.get(kind.lower().removesuffix("diagram").removesuffix("-v2"), "Diagram")
    words = ", ".join(labels[:ALT_LABELS])
    if len(labels) > ALT_LABELS or len(words) > ALT_LENGTH:
        words = words[:ALT_LENGTH].rsplit(",", 1)[0] + " …"
    return f"{name}: {words}" if words else name


def find_links(source: str, names: dict[str, str]) -> tuple[DiagramLink, ...]:
    """The links that *source* names; *names* are the labels of its parts.

    Addresses that may hold script are left out.
    """
    found = [(names.get(part, tip or part), url) for part, url, tip in CLICK.findall(source)]
    found += [
        (f"{names.get(part.strip(), part.strip())}: {label}", url) for part, label, url in ACTOR_LINK.findall(source)
    ]
    links = (DiagramLink(label, url.strip()) for label, url in found if _is_safe(url.strip()))
    return tuple(dict.fromkeys(links))


def _is_safe(url: str) -> bool:
    scheme = SCHEME.match("".join(url.split()))
    return bool(url) and (scheme is None or scheme[0].lower() in SAFE_SCHEMES)
