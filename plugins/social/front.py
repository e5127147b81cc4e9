"""What search engines and networks are told of the site as a whole, in the head of its first page."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path, PurePosixPath

from plugins.shared.files import is_file, list_files
from plugins.shared.problems import Problem, suggest, warning
from plugins.social.metadata import SiteFacts, dump_json_ld, make_publisher

# By whom a site is known to be whose it is, and the tag each of them looks for.
VERIFICATION_TAGS: Mapping[str, str] = {
    "google": "google-site-verification",
    "bing": "msvalidate.01",
    "yandex": "yandex-verification",
    "baidu": "baidu-site-verification",
    "facebook": "facebook-domain-verification",
    "pinterest": "p:domain_verify",
}


def render_front_head(site: SiteFacts, description: str, verification: Mapping[str, str]) -> str:
    """The HTML that only the first page has in its head; no JSON-LD at home, where the site has no address."""
    return "\n".join(_head_lines(site, description, verification))


def _head_lines(site: SiteFacts, description: str, verification: Mapping[str, str]) -> Iterator[str]:
    for name, tag in VERIFICATION_TAGS.items():
        if value := verification.get(name, "").strip():
            yield f'<meta name="{tag}" content="{escape(value)}">'
    for url in site.profiles:
        yield f'<link rel="me" href="{escape(url)}">'
    if site.url:
        yield f'<script type="application/ld+json">{_make_json_ld(site, description)}</script>'


def _make_json_ld(site: SiteFacts, description: str) -> str:
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": site.name,
        "url": site.absolute(""),
        "description": description or site.name,
        "inLanguage": site.lang,
    }
    if site.profiles:
        data["sameAs"] = list(site.profiles)
    if publisher := make_publisher(site):
        data["publisher"] = publisher
    return dump_json_ld(data)


def read_profiles(written: Sequence[object]) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """The addresses of the accounts that the setting SOCIAL has, as pairs of name and address, and what is amiss."""
    profiles = []
    problems = []
    for one in written:
        url = one[1] if isinstance(one, (tuple, list)) and len(one) == 2 else one
        if isinstance(url, str) and url.startswith(("https://", "http://")) and url is not one:
            profiles.append(url)
        else:
            cure = "write a name and a whole address, as in ('Mastodon', 'https://social.example/@tea')"
            problems.append(warning("SOCIAL", 0, f"'{url}' is no account; {cure}"))
    return tuple(profiles), tuple(problems)


def check_verification(written: Collection[str]) -> Iterator[Problem]:
    """A problem for each of *written* that asks for no tag we know."""
    for name in written:
        if name not in VERIFICATION_TAGS:
            hint = suggest(name, VERIFICATION_TAGS) or f"; choose from {', '.join(VERIFICATION_TAGS)}"
            yield Problem("SITE_VERIFICATION", 0, f"unknown name '{name}'{hint}")


def check_logo(logo: str, content_path: Path) -> Iterator[Problem]:
    """A problem if *logo* names no picture among the images of the content."""
    if logo and not (logo.startswith("images/") and is_file(content_path / logo)):
        folder = content_path / PurePosixPath(logo).parent
        beside = [f"{PurePosixPath(logo).parent}/{name}" for name in list_files(folder)] if folder.is_dir() else []
        hint = suggest(logo, beside) or "; put it below images/, and write 'images/logo.png'"
        yield Problem("SITE_LOGO", 0, f"there is no picture '{logo}'{hint}")
