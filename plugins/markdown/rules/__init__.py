"""Our syntax: one module for each extension, each a rule on the parser or on its tokens.

A module has `use(parser)`, which adds its rules; `NAME.txt` beside it holds its cases: a title, the text and the HTML,
each followed by a line with one dot. Titles that begin with "manual:" are shown in the note "Markdown" of the manual.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from markdown_it import MarkdownIt

from plugins.markdown.rules import (
    abbreviations,
    addresses,
    admonitions,
    attributes,
    block_names,
    callouts,
    captions,
    cjk_emphasis,
    code,
    comments,
    definitions,
    diagrams,
    figures,
    footnotes,
    formulas,
    headings,
    leftovers,
    markdown_in_html,
    marks,
    more,
    shortcodes,
    smart_quotes,
    tags,
    toc,
    wikilinks,
)

# In this order: what is added later comes after, or says before which rule it belongs.
RULES: Mapping[str, Callable[[MarkdownIt], None]] = {
    "wikilinks": wikilinks.use,
    "comments": comments.use,
    "marks": marks.use,
    "callouts": callouts.use,
    "tags": tags.use,
    "block_names": block_names.use,
    "footnotes": footnotes.use,
    "definitions": definitions.use,
    "abbreviations": abbreviations.use,
    "attributes": attributes.use,
    "captions": captions.use,
    "leftovers": leftovers.use,
    "admonitions": admonitions.use,
    "headings": headings.use,
    "toc": toc.use,
    "figures": figures.use,
    "formulas": formulas.use,
    "diagrams": diagrams.use,
    "code": code.use,
    "smart_quotes": smart_quotes.use,
    "more": more.use,
    "markdown_in_html": markdown_in_html.use,
    "shortcodes": shortcodes.use,
    "cjk_emphasis": cjk_emphasis.use,
    "addresses": addresses.use,
}
