"""Markdown to HTML: one dialect for every text, whatever its front matter.

CommonMark 0.31.2 with GitHub's extensions and the syntax in `rules/`, one file each, its cases beside it.
No plugin of Pelican's: the edges of other plugins, and the commands, ask it for a renderer.

- `MARKDOWN_DIALECT`: "commonmark", or "python-markdown" for older Pelican blogs, with their `MARKDOWN` setting; `None`
  is CommonMark, but for folders elsewhere that have a `pelicanconf.py` of such a blog beside or above them.
- `MARKDOWN_WITHOUT`: names of extensions to leave out, such as "tags"; `dialect.py` lists them all.
- `MARKDOWN_BREAKS`: whether a single line break is a break on the page; `None` asks the folder for `.obsidian/`.
"""
