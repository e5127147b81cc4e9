"""The kinds of entry: posts, doodles, rockets, notes and pages, read from the folder the author writes in.

Reads the content folder; stands first, since every other plugin works on the entries it makes.
Adds to Pelican the notes, a listing and a feed for each kind, drafts, `sitemap.xml` and `robots.txt`;
to every template `site`, and to Pelican's objects `entry`.

Settings, with their defaults:

FAIL_ON = "never"
    "warnings" fails a build on every problem, not only where something would be lost.
WITH_DRAFTS = True
    Whether drafts are shown, marked, below `drafts/`.
WITH_FUTURE_DATES = True
    Whether entries with a date to come are shown, marked.
BUILD_DATE = None
    The moment that decides what is due, in ISO form; now, if not given.
PUBLISH_THROUGH_SYMLINKS = False
    Whether the public gets what symbolic links of the content folder lead to outside of it.
DATES_FROM_GIT = True
    Whether notes that give no dates have those of their first and last commit.
POST_URL, DOODLE_URL, ROCKET_URL, NOTE_URL, PAGE_URL = "posts/{folder}{slug}/" and so on
    The address of an entry, with the fields of Pelican's `ARTICLE_URL` and `{folder}`, its folders below the kind's.
KIND_FEED_ATOM = "feeds/{folder}.atom.xml"
    The address of a kind's feed, with `{folder}`, the kind's.
"""


def register() -> None:
    """Called by Pelican."""
    from plugins.kinds import hooks

    hooks.connect()
