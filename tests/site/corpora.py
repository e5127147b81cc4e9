"""What the content of nine others comes to: typed by hand, after their files were counted and read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Expected:
    """What a corpus comes to: files and drafts by `find` and `grep`, problems by their sort."""

    files: int
    problems: Mapping[str, int]
    drafts: int = 0
    held: int = 0
    """Files of a folder of templates."""
    introductions: int = 0
    comments: int = 0
    """Left out of the texts."""
    notes: tuple[str, ...] = ()
    wordless: int = 0
    """Entries that say nothing: empty files, nothing but code or a Liquid tag, one word, the way elsewhere."""

    @property
    def entries(self) -> int:
        return self.files - self.drafts - self.introductions - self.held

    @property
    def counts(self) -> dict[str, int]:
        """What became of the texts, by the words of the sum."""
        counts = {"entry": self.entries, "draft": self.drafts, "held back": self.held}
        return counts | {"introduction": self.introductions, "scheduled": 0, "left out": 0}


# The words a problem of each sort begins with, behind its file and line.
SORTS = {
    "image": r"image missing: ",
    "file": r"file missing: ",
    "lead": r"image '.*' is not there",
    "alt": r"image '.*' without alt text",
    "drawing": r"doodle without drawing",
    "link": r"broken link: ",
    "wikilink": r"wikilink to nothing: ",
    "heading": r"link to a heading that is not there: ",
    "liquid": r"unknown Liquid tag '",
    "code": r"HTML is shown as code from here",
    "spaces": r"address '.*' has spaces",
    "raw": r"'.*' within HTML is shown as it is written",
    "query": r"unknown (?:dataview|dataviewjs|foam-query) block",
    "template": r"template '.*' is not in the theme",
    "address": r"the address '.*' is taken",
    "introduction": r"introduces '",
    "status": r"unknown status '",
    # Which letters there are depends on the fonts of the machine.
    "font": r"no font at hand has '",
}
EMBEDDED = "note: another entry is not shown within a text, so that these are links to it (1 file)"
EXPECTED = {
    "author-blog": Expected(
        41, {"image": 5, "drawing": 1}, notes=("note: keys that mean nothing here (3 files): Comments (3)",)
    ),
    "pelican-eevee": Expected(
        340,
        {"liquid": 398, "image": 194, "alt": 69, "link": 44, "file": 22, "code": 4, "lead": 1, "spaces": 1, "raw": 18},
        comments=17,
        notes=("note: keys that mean nothing here (14 files): seriestitle (12), gallery (2)",),
    ),
    "pelican-jakevdp": Expected(
        67,
        {"liquid": 90, "link": 26, "image": 4, "alt": 4, "template": 1, "raw": 1},
        notes=("note: keys that mean nothing here (66 files): comments (66)",),
        wordless=45,
    ),
    "pelican-lucene": Expected(
        195,
        {"link": 37, "template": 25, "heading": 2, "raw": 2, "address": 1},
        notes=("note: keys that mean nothing here (2 files): theme (2)",),
        wordless=3,
    ),
    "pelican-mawenbao": Expected(
        143,
        {"link": 52, "image": 38, "heading": 10, "liquid": 1, "raw": 1},
        notes=("note: keys that mean nothing here (6 files): Comment (5), comment",),
        drafts=1,
    ),
    "vault-foam-docs": Expected(
        90,
        {"image": 13, "heading": 7, "liquid": 6, "link": 5, "alt": 5, "wikilink": 2},
        comments=7,
        notes=(
            "note: addresses from before, which lead nowhere yet (1 file): redirect_from",
            "note: keys that mean nothing here (2 files): layout, type",
        ),
        wordless=4,
    ),
    "vault-obsidian-garden": Expected(
        48,
        {"wikilink": 90, "query": 22, "image": 2},
        held=10,
        comments=36,
        notes=(
            f"{EMBEDDED}: ![[Snippets/Good Day]]",
            "note: keys that mean nothing here (35 files): type (35), dg-home",
            "note: left out as templates (10 files): vault/⏣ Templates/ (10)",
        ),
        wordless=1,
    ),
    "vault-quartz-docs": Expected(
        70, {"wikilink": 15, "image": 3, "link": 1, "heading": 1, "introduction": 1}, drafts=1, introductions=2
    ),
    "vault-vaultofknowledge": Expected(1744, {"wikilink": 215, "image": 103, "alt": 3}, wordless=273),
}


@dataclass(frozen=True)
class Page:
    """An entry's page, and what the author's file makes one expect of it."""

    path: str
    title: str
    begins: str = ""
    """The first words of the text."""
    date: str = ""
    shelves: tuple[str, ...] = ()
    """Categories and tags, in their order."""
    linked_from: tuple[str, ...] = ()
    """Some of the entries that link here, by their addresses."""
    holds: tuple[str, ...] = ()
    """Pieces of the text, as HTML."""


OLD = "notes/04-organized-knowledge-old-format/science-and-engineering"
COMPUTER_SCIENCE = f"{OLD}/mathematics/computer-science"
ENGINEERING = f"{OLD}/engineering-resources"
PAGES: Mapping[str, tuple[Page, ...]] = {
    "author-blog": (
        Page(
            "posts/balance-customer-success-at-scale-with-high-touch-when-new-demand-spikes/",
            "Balance customer success at scale with high touch when new demand spikes",
            begins="I’m extremely lucky to work in a space that supports remote working, where demand is booming.",
            date="2022-06-19",
            shelves=("Sense Making", "Customer Success"),
        ),
        Page(
            "rockets/thought-rocket-i-tweet-therefore-i-am/",
            "Thought Rocket: I tweet therefore I am",
            begins="I tweet therefore I am is a gloss on Descartes",
            date="2021-12-03",
            shelves=("Sense Making",),
        ),
        Page(
            "doodles/hackathons-the-mvp-and-lean-startup/",
            "Hackathons the MVP and lean startup",
            begins="I’ve been doing a lot of work recently",
            date="2022-01-05",
            shelves=("Sense Making",),
        ),
        Page(
            "posts/can-math-help-clarify-the-cs-mission/",
            "Can math help clarify the CS mission?",
            date="2021-04-05",
            shelves=("Customer Success",),
            holds=("<ol>\n<li>Renewing customers?\n<ul>\n<li>Goal = keeping customer numbers up",),
        ),
    ),
    "pelican-eevee": (
        Page(
            "posts/i-wish-i-enjoyed-pokemon-go/",
            "I wish I enjoyed Pokémon Go",
            begins="I’ve been trying really hard not to be a sourpuss about this",
            date="2016-07-31",
            shelves=("articles", "gamedev", "pokemon"),
            holds=('<h2 id="the-app-is-broken">',),
        ),
        Page(
            "posts/python-faq-descriptors/",
            "Python FAQ: Descriptors",
            begins="Part of my Python FAQ. How does @property work?",
            date="2012-05-23",
            shelves=("articles", "python", "plt"),
            linked_from=("/site-index/",),
            holds=('<span class="nc">Whatever</span>',),
        ),
        Page(
            "posts/game-night-2-detention-viatoree-paletta/",
            "Game night 2: Detention, Viatoree, Paletta",
            date="2018-01-16",
            holds=("Part 2 of 3", "<li>Viatoree</li>", '<a href="/posts/game-night-1-lisa-lisa-moop/"'),
        ),
        Page(
            "posts/i-made-pretzels/",
            "I made pretzels",
            date="2016-01-31",
            holds=("{% photo /media/2016-01-31-pretzel/pretzel-13c-inside.jpg I don't believe in tainting",),
        ),
        Page(
            "site-index/", "Site index", begins="Here’s all the writing hosted here", holds=("🧡", '<div class="toc">')
        ),
    ),
    "pelican-jakevdp": (
        Page(
            "posts/articles/why-python-is-the-last/",
            "Why Python is the Last Language You'll Have To Learn",
            begins="This week, for part of a textbook I’m helping to write,",
            date="2012-09-20",
            shelves=("articles", "opinion", "python"),
            linked_from=(),
        ),
        Page(
            "posts/articles/sparse-svds-in-python/",
            "Sparse SVDs in Python",
            date="2012-12-19",
            shelves=("articles", "linear algebra", "benchmarks"),
            holds=('as bad as <math class="formula"', "{% include_code plot_svd_benchmarks.py"),
        ),
        Page("about/", "About", begins="My name is Jake VanderPlas.", holds=('<img src="/images/jake.jpg"',)),
    ),
    "pelican-lucene": (
        Page(
            "posts/core/core-news/8-0-0-available/",
            "Apache Lucene™ 8.0.0 available",
            begins="The Lucene PMC is pleased to announce the release of Apache Lucene 8.0.0.",
            date="2019-03-14",
            shelves=("core/news",),
        ),
        Page(
            "posts/core/core-news/2025-05-01-2-0-available/",
            "Apache Lucene™ 10.2.1 available",
            date="2025-05-01",
            shelves=("core/news",),
        ),
        Page(
            "core/discussion.html",
            "Lucene™ Mailing Lists and IRC",
            holds=('<div class="toc">', '<h2 id="irc">IRC', "<strong>Do</strong> send mail"),
        ),
        Page("index.html", "Welcome to Apache Lucene"),
        Page("whoweare.html", "Who we are", holds=("<li><em>Bill Au</em> (billa@…)</li>",)),
    ),
    "pelican-mawenbao": (
        Page(
            "posts/note/golang-summary/",
            "Golang学习杂记",
            begins="记录Golang的一些关键语法和易错易混淆的知识点。",
            date="2013-12-25",
            shelves=("note", "golang", "总结"),
            holds=("<li><code>GOROOT</code>: go的安装目录，类似于Java的<code>JAVA_HOME</code>变量。</li>",),
        ),
        Page(
            "posts/research/use-grub4dos-to-boot-ubuntu-under-win7/",
            "Win7系统下使用Grub4dos引导Ubuntu",
            begins="简要介绍在win7上使用grub4dos引导ubuntu的方法。",
            date="2013-10-16",
            shelves=("research", "win7", "ubuntu", "grub4dos", "grub2"),
            holds=(
                '<a class="footnote-ref" href="#fn:2">2</a>',
                '<p>Arch wiki: GRUB, <a href="https://wiki.archlinux.org/index.php/GRUB#Generate_core.img_alone">',
            ),
        ),
        Page(
            "drafts/posts/life/2012-november-summary/",
            "2012十一月总结和下月计划",
            begins="十一月份很快也过去了，",
            date="2013-12-01",
            shelves=("life", "总结", "计划"),
        ),
        Page("about/", "关于"),
    ),
    "vault-foam-docs": (
        Page(
            "notes/user/features/footnotes/",
            "Footnotes",
            begins="Footnotes let you add references or side notes to your writing",
            linked_from=("/notes/user/features/wikilinks/", "/notes/user/features/block-anchors/"),
            holds=(
                '<li><a class="wikilink" href="/notes/user/features/wikilinks/">wikilinks</a> - Linking between notes',
            ),
        ),
        Page(
            "notes/dev/releasing-foam/",
            "Releasing Foam",
            begins="Foam uses Changesets to manage versions and changelogs across the monorepo",
            holds=(
                "<li>Sanity checks\n<ul>\n<li><code>yarn reset</code></li>\n<li><code>yarn test</code></li>\n</ul>",
                '<a href="https://github.com/changesets/changesets">Changesets</a>',
            ),
        ),
        Page(
            "notes/user/features/block-anchors/",
            "Block Anchors",
            holds=("^results-table", "[[research-notes#^key-insight]]"),
        ),
        Page("notes/test-datastore/test-datastore/file-a/", "file-a"),
    ),
    "vault-obsidian-garden": (
        Page(
            "notes/terms/knowledge-systems/digital-garden/",
            "🌳 Digital Garden",
            linked_from=("/notes/terms/concepts/connection/", "/notes/terms/knowledge-systems/zettelkasten/"),
            holds=(
                "#knowledge-management</a>\n<strong>Category</strong>:: ",
                '<a class="wikilink" href="/notes/your-knowledge-garden/">👩‍🌾 Your Knowledge Garden</a>',
                '<span class="wikilink-missing">Obsidian</span>',
                'href="/notes/terms/knowledge-systems/knowledge-management/">Knowledge Management System</a>',
            ),
        ),
        Page(
            "notes/people/alexis-rondeau/",
            "👤 Alexis Rondeau",
            begins="Tags:: #person #youtube #obsidian #tutorials Links:: 👨‍👧‍👦 People",
            holds=('<a href="https://www.youtube.com/channel/UCPcIIq_EMs2U0QQzEF9qbtA">Youtube</a>',),
        ),
        Page(
            "notes/daily-notes/2021-06-15/",
            "2021-06-15",
            linked_from=("/notes/daily-notes/2021-06-16/",),
            holds=(
                '<a class="wikilink" href="/notes/daily-notes/2021-06-16/">Tomorrow</a>',
                " Get First Vaccination 💉</li>",
                "<code>%%</code> that can be used to hide page variables",
            ),
        ),
    ),
    "vault-quartz-docs": (
        Page(
            "notes/features/callouts/",
            "Callouts",
            begins="Quartz supports the same Admonition-callout syntax as Obsidian. This includes",
            shelves=("feature/transformer",),
            linked_from=("/notes/plugins/obsidianflavoredmarkdown/",),
            holds=(
                '<summary>Can callouts be <em>nested</em>?</summary>\n<details class="todo">',
                '<summary>Yes!, they can. And collapsed!</summary>\n<div class="admonition example">',
                '<p class="admonition-title">Info</p>\n<p>Default title</p>',
                "<code>&gt; [!info] Title\n&gt; This is a callout!\n</code>",
            ),
        ),
        Page(
            "notes/advanced/creating-components/",
            "Creating your own Quartz components",
            holds=('<span class="filename">quartz/components/YourComponent.tsx</span>', 'href="/notes/configuration/"'),
        ),
        Page(
            "notes/features/latex/", "LaTeX", holds=('<math class="formula" alttext="f(x) = \\int_{-\\infty}^\\infty ',)
        ),
        Page(
            "notes/hosting/",
            "Hosting",
            holds=('alt="dns records"', "<em>The above shows a screenshot"),
        ),
        Page("drafts/notes/features/upcoming-features/", "upcoming features", begins="misc backlog"),
    ),
    "vault-vaultofknowledge": (
        Page(
            f"{ENGINEERING}/engineering-components/camera-lenses/",
            "Camera Lenses",
            begins="Parameters",
            holds=(
                "<li><strong>Circle of Confusion (CoC)</strong>\n<ul>\n<li>When the converging point of",
                'forms a <span class="wikilink-missing">bokeh</span>.</li>',
            ),
        ),
        Page(
            "notes/06-collected-knowledge/desktop-environment-showcase/",
            "Desktop Environment Showcase",
            holds=(
                '<a class="wikilink" href="/notes/06-collected-knowledge/converting-distro-looks/#fedora-to-ubuntu">',
                'desktop-environment-showcase/#os-specific-adjustments">jump here</a>',
                '<span class="wikilink-missing">Unity Screenshot.png</span>',
            ),
        ),
        Page(
            f"{COMPUTER_SCIENCE}/operating-systems/unix-like/c-libraries/",
            "C Libraries",
            begins="Bionic - Google’s C Library for Android",
            holds=("<li>&lt;assert.h&gt;</li>\n<li>&lt;errno.h&gt;</li>",),
        ),
        Page(
            f"{COMPUTER_SCIENCE}/algorithms/algorithms-used-by-google-search/",
            "Algorithms Used by Google Search",
            begins="This was a question asked to me by Kalra Scale Invariant Feature Transform (SIFT)",
            linked_from=(f"/{COMPUTER_SCIENCE}/development/ai-development/ai-algorithms/",),
            holds=("Histogram of Oriented Gradients (HOG)</li>",),
        ),
        Page(
            "notes/06-collected-knowledge/xandroid-boot-internals/",
            "xAndroid Boot Internals",
            holds=("<li>/sdcard\n<ul>\n<li>Before Android 4.0:\n<ul>\n<li><strong>User Facing Symlink: Under /sdcard",),
        ),
        Page("notes/06-collected-knowledge/conservation-law/", "Conservation Law"),
    ),
}
