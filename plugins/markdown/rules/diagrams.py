"""Code fences called `mermaid`: a diagram, drawn in light and dark, with its source folded away below it."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from plugins.markdown.document import document_of, escape_indicators
from plugins.shared.drawn_files import SCHEME, name_drawing

FENCE_NAME = "mermaid"


def use(parser: MarkdownIt) -> None:
    parser.core.ruler.after("block", "diagrams", take_fences)
    parser.add_render_rule("diagram", render_diagram)


def take_fences(state: StateCore) -> None:
    """Make diagrams of the fences that GitHub and Obsidian draw as such."""
    for token in state.tokens:
        if token.type == "fence" and token.info.strip(" {.}").partition(" ")[0].lower() == FENCE_NAME:
            token.type = "diagram"


def render_diagram(
    renderer: RendererHTML, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    from plugins.markdown.diagrams import DiagramError, diagram_html

    token = tokens[idx]
    document = document_of(env)
    drawn = document.drawers.diagrams.draw(token.content)
    if isinstance(drawn, DiagramError):
        # The first line of the token is that of the fence.
        line = (token.map[0] if token.map else 0) + drawn.line
        document.report(line, f"diagram not drawn, and shown as code: {drawn.message}", sort="diagram")
        token.type = "fence"
        return str(renderer.rules["fence"](tokens, idx, options, env))
    name = name_drawing(drawn.light, drawn.dark)
    light, dark = f"{name}.svg", f"{name}-dark.svg"
    document.files |= {light: drawn.light.encode(), dark: drawn.dark.encode()}
    return escape_indicators(diagram_html(drawn, SCHEME + light, SCHEME + dark, token.content)) + "\n"
