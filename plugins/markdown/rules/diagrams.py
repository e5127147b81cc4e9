"""Code fences called `mermaid`: a diagram, drawn in light and dark, with its source folded away below it."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from plugins.markdown.document import document_of, escape_text, guard_indicators
from plugins.shared.drawn_files import SCHEME, name_drawing

if TYPE_CHECKING:
    from plugins.markdown.diagrams import Diagram, DiagramError

FENCE_NAME = "mermaid"


def use(parser: MarkdownIt) -> None:
    parser.core.ruler.after("block", "diagrams", take_fences)
    parser.add_render_rule("diagram", render_diagram)


def take_fences(state: StateCore) -> None:
    """Make diagrams of the fences that GitHub and Obsidian draw as such."""
    for token in state.tokens:
        if token.type == "fence" and token.info.strip(" {.}").partition(" ")[0].lower() == FENCE_NAME:
            token.type, token.tag = "diagram", "figure"


def render_diagram(
    _renderer: object, tokens: Sequence[Token], idx: int, _options: object, env: MutableMapping[str, Any]
) -> str:
    token = tokens[idx]
    document = document_of(env)
    drawn: Diagram | DiagramError = document.drawers.diagrams.draw(token.content)
    if not hasattr(drawn, "light"):
        line = (token.map[0] if token.map else 0) + drawn.line
        document.report(line, f"diagram not drawn, and shown as code: {drawn.message}")
        return f'<pre><code class="language-mermaid">{escape_text(token.content)}</code></pre>\n'
    name = name_drawing(drawn.light, drawn.dark)
    document.files |= {f"{name}.svg": drawn.light.encode(), f"{name}-dark.svg": drawn.dark.encode()}
    html = document.drawers.show_diagram(drawn, f"{SCHEME}{name}.svg", f"{SCHEME}{name}-dark.svg", token.content)
    return guard_indicators(html) + "\n"
