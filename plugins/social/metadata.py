"""The head of an entry's page: Open Graph, X card and JSON-LD.

Title, excerpt and message each play their own part: `og:title` is the title, `og:description` the description,
and the message is nowhere here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

from plugins.shared.entry import Entry, Kind, Meta, Picture, Status, Video
from plugins.shared.languages import make_locale, read_lang
from plugins.shared.markup import plain_text
from plugins.shared.problems import Problem, warning

NO = ("false", "no", "off")
# The networks whose cards credit an account, and the tag each reads.
ACCOUNT_TAGS: Mapping[str, str] = {"x": "twitter:site", "mastodon": "fediverse:creator"}


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What the head of every page says about the site; *url* without a closing slash, empty at home."""

    name: str
    url: str
    lang: str = "en"
    accounts: Mapping[str, str | Mapping[str, str]] = field(default_factory=dict)
    license_url: str = ""
    logo: str = ""
    """The picture that stands for the site, below its root."""
    profiles: tuple[str, ...] = ()
    """The addresses of the site's own accounts."""

    def absolute(self, url: str) -> str:
        return f"{self.url}/{url}"

    def account(self, network: str, author: str = "") -> str:
        """The account on *network*, without its first sign, of *author*, or of the site; empty if there is none."""
        written = self.accounts.get(network, "")
        held = {"*": written} if isinstance(written, str) else written
        return held.get(author or "*", "").strip().lstrip("@")


def make_meta(entry: Entry, site: SiteFacts) -> tuple[Meta, ...]:
    """The `<meta>` tags of *entry*, exactly one `og:image` among them, its facts right behind it."""
    return tuple(_open_graph(entry, site)) + tuple(_cards(entry, site))


def _open_graph(entry: Entry, site: SiteFacts) -> Iterator[Meta]:
    yield Meta("property", "og:type", "website" if entry.kind is Kind.PAGE else "article")
    yield Meta("property", "og:title", entry.title)
    yield Meta("property", "og:description", entry.card_description or entry.description or entry.title)
    yield Meta("property", "og:url", site.absolute(entry.url))
    yield Meta("property", "og:site_name", site.name)
    if locale := make_locale(entry.lang):
        yield Meta("property", "og:locale", locale)
    if entry.image:
        share = entry.image.share
        yield Meta("property", "og:image", site.absolute(share.url))
        yield Meta("property", "og:image:width", str(share.width_px))
        yield Meta("property", "og:image:height", str(share.height_px))
        yield Meta("property", "og:image:type", share.mime)
        yield Meta("property", "og:image:alt", share.alt or entry.title)
    if entry.kind is Kind.PAGE:
        return
    if entry.date:
        yield Meta("property", "article:published_time", entry.date.isoformat())
    if entry.modified:
        yield Meta("property", "article:modified_time", entry.modified.isoformat())
    if entry.category:
        yield Meta("property", "article:section", entry.category.name)
    for tag in entry.tags:
        yield Meta("property", "article:tag", tag.name)


def _cards(entry: Entry, site: SiteFacts) -> Iterator[Meta]:
    # X reads no `og:` tag in place of this one.
    yield Meta("name", "twitter:card", "summary_large_image" if entry.image else "summary")
    author = next((author.name for author in entry.authors), "")
    for network, name in ACCOUNT_TAGS.items():
        account, of_author = (site.account(network, name_) for name_ in ("", author))
        # A fediverse account credits whoever wrote; X tells the site from its authors.
        shown = of_author or account if network == "mastodon" else account
        if shown:
            yield Meta("name", name, f"@{shown}")
        if network == "x" and of_author:
            yield Meta("name", "twitter:creator", f"@{of_author}")
    if entry.authors:
        yield Meta("name", "author", ", ".join(author.name for author in entry.authors))
    if entry.status is Status.PUBLISHED and not entry.is_scheduled:
        yield Meta("name", "robots", "max-image-preview:large")


def read_canonical(entry: Entry, site: SiteFacts) -> tuple[str, tuple[Problem, ...]]:
    """The address that search engines are to know *entry* by, and what is amiss in it; empty at home.

    It is that of its page, or what `Canonical:` says, for a text that was first published elsewhere; none if `false`.
    """
    own = site.absolute(entry.url) if site.url else ""
    written = entry.metadata.get("canonical")
    if written is False or (isinstance(written, str) and written.strip().casefold() in NO):
        return "", ()
    if not isinstance(written, str) or not written.strip():
        return own, ()
    if re.fullmatch(r"https?://[^\s/]+\S*", written.strip()):
        return written.strip(), ()
    cure = "write it whole, as in 'Canonical: https://first.example/tea/'"
    return own, (
        warning(
            entry.source, entry.line_of("canonical"), f"canonical '{written}' is no address; {cure}", sort="canonical"
        ),
    )


def is_unknown_lang(lang: str) -> bool:
    """Whether *lang* is no code, or one of a script alone, as `und-Arab` is."""
    return not read_lang(lang) or lang.startswith("und-")


def make_json_ld(entry: Entry, site: SiteFacts) -> str:
    """The JSON-LD of *entry*, safe inside a `<script>` element."""
    # Mastodon takes title and description from `NewsArticle` and `WebPage` alone; here `og:` has them right.
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "WebPage" if entry.kind is Kind.PAGE else "BlogPosting",
        "headline": entry.title,
        "description": entry.description or entry.title,
        "url": site.absolute(entry.url),
        "mainEntityOfPage": _page(entry, site),
        **({} if is_unknown_lang(entry.lang) else {"inLanguage": entry.lang}),
        "isPartOf": {"@type": "Blog", "name": site.name, "url": site.absolute("")},
    }
    if entry.kind is Kind.PAGE:
        data["name"] = data.pop("headline")
        data |= {name: value for name, value in _page(entry, site).items() if name in ("isPartOf", "breadcrumb")}
        del data["mainEntityOfPage"]
    data |= _dates(entry.date, entry.modified)
    if entry.authors:
        data["author"] = [
            {"@type": "Person", "name": author.name, "url": site.absolute(author.url)} for author in entry.authors
        ]
    if publisher := make_publisher(site):
        data["publisher"] = publisher
    if entry.image:
        data["image"] = _images(entry, site)
    if drawing := _drawing(entry, site):
        data["associatedMedia"] = drawing
    if entry.video:
        data["video"] = _video(entry, entry.video, site)
    if license_url := license_of(entry, site):
        data["license"] = license_url
    if entry.categories:
        data["articleSection"] = [category.name for category in entry.categories]
    if entry.tags:
        data["keywords"] = [tag.name for tag in entry.tags]
    return dump_json_ld(data)


def dump_json_ld(data: Mapping[str, object]) -> str:
    """*data* as JSON, safe inside a `<script>` element."""
    # A closing tag inside a string would end the element that holds it.
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c").replace("&", "\\u0026")


def make_publisher(site: SiteFacts) -> dict[str, object]:
    """Who publishes the site; empty where it has no logo, without which search engines make nothing of it."""
    if not site.logo:
        return {}
    logo = {"@type": "ImageObject", "url": site.absolute(quote(site.logo))}
    return {"@type": "Organization", "name": site.name, "url": site.absolute(""), "logo": logo}


def _page(entry: Entry, site: SiteFacts) -> dict[str, object]:
    """The page of *entry*, within the site, and the way there."""
    shelf = entry.category
    steps = [(site.name, site.absolute(""))]
    if entry.kind is not Kind.PAGE:
        steps.append((entry.kind.folder.capitalize(), site.absolute(f"{entry.kind.folder}/")))
    if shelf:
        steps.append((shelf.name, site.absolute(shelf.url)))
    steps.append((entry.title, site.absolute(entry.url)))
    return {
        "@type": "WebPage",
        "@id": site.absolute(entry.url),
        "isPartOf": {"@type": "WebSite", "name": site.name, "url": site.absolute("")},
        "breadcrumb": {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": position, "name": name, "item": url}
                for position, (name, url) in enumerate(steps, 1)
            ],
        },
    }


def license_of(entry: Entry, site: SiteFacts) -> str:
    """The address of the licence of *entry*: its own `License:`, or that of the site."""
    written = entry.metadata.get("license") or entry.metadata.get("licence")
    own = written.strip() if isinstance(written, str) else ""
    return own if own.startswith(("https://", "http://")) else site.license_url


def _drawing(entry: Entry, site: SiteFacts) -> dict[str, object] | None:
    """The drawing of a doodle as a work of its own, with what is written in it."""
    if entry.drawing is None:
        return None
    data: dict[str, object] = {
        "@type": "ImageObject",
        "contentUrl": site.absolute(entry.drawing.url),
        "width": entry.drawing.width_px,
        "height": entry.drawing.height_px,
        "name": entry.title,
        "caption": entry.drawing.alt or entry.title,
        "representativeOfPage": True,
    }
    if transcript := _transcript(entry):
        data["embeddedTextCaption"] = transcript
    if license_url := license_of(entry, site):
        data |= {"license": license_url, "acquireLicensePage": site.absolute(entry.url)}
    if entry.authors:
        names = ", ".join(author.name for author in entry.authors)
        data |= {"creator": [{"@type": "Person", "name": one.name} for one in entry.authors], "creditText": names}
    return data


def _video(entry: Entry, video: Video, site: SiteFacts) -> dict[str, object]:
    """The film of a rocket; one elsewhere is known by the page that shows it."""
    data: dict[str, object] = {
        "@type": "VideoObject",
        "name": video.title or entry.title,
        "description": entry.description or entry.title,
    }
    data["contentUrl" if video.is_file else "url"] = site.absolute(video.url) if video.is_file else video.url
    if video.is_file and video.mime:
        data["encodingFormat"] = video.mime
    picture = video.poster or (entry.image.share if entry.image else None)
    if picture:
        data["thumbnailUrl"] = site.absolute(picture.url)
    if entry.date:
        data["uploadDate"] = entry.date.isoformat()
    if transcript := _transcript(entry):
        data["transcript"] = transcript
    if license_url := license_of(entry, site):
        data["license"] = license_url
    return data


def _transcript(entry: Entry) -> str:
    written = entry.metadata.get("transcript")
    return plain_text(entry.transcript_html) or (written.strip() if isinstance(written, str) else "")


def _dates(date: datetime | None, modified: datetime | None) -> dict[str, object]:
    dates: dict[str, object] = {}
    if date:
        dates["datePublished"] = date.isoformat()
    if last := modified or date:
        dates["dateModified"] = last.isoformat()
    return dates


def _images(entry: Entry, site: SiteFacts) -> list[dict[str, object]]:
    """The pictures without lettering, in the shapes that search engines ask for; the card where there is no other."""
    image = entry.image
    pictures: Sequence[Picture] = () if image is None else image.textless or (image.share,)
    return [
        {
            "@type": "ImageObject",
            "url": site.absolute(picture.url),
            "width": picture.width_px,
            "height": picture.height_px,
            "caption": picture.alt or entry.title,
        }
        for picture in pictures
    ]
