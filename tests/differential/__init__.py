"""Every Markdown file of every corpus, read by ours and two others; `python -m tests.differential` prints it.

First the core alone is compared with the references: CommonMark with GitHub's extensions must be the same to the
character. Then each extension is switched on alone, and what it changes is counted to its name. The whole dialect may
differ from the core at these places only, and the words that no extension may take stand on the page in their order.
"""
