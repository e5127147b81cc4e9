"""What hosts take: of a site that is to go to one of them a build says when it comes near to that."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from plugins.shared.problems import suggest

NEAR = 0.8
"""From this share of a limit on a build warns: there is time to think then."""
_GB = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Host:
    """A host by its own name, and what it takes at most of one site; 0 where it says nothing."""

    name: str
    files: int = 0
    total_bytes: int = 0
    file_bytes: int = 0


HOSTS: Mapping[str, Host] = {
    # https://developers.cloudflare.com/pages/platform/limits/, "Files" and "File size"
    "cloudflare": Host("Cloudflare Pages", files=20_000, file_bytes=25 * 1024**2),
    # https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits, "Usage limits"
    "github": Host("GitHub Pages", total_bytes=_GB),
    # https://docs.gitlab.com/user/gitlab_com/#gitlab-pages, and https://docs.gitlab.com/administration/pages/
    "gitlab": Host("GitLab Pages", files=200_000, total_bytes=_GB),
}


def check_host(wanted: str, output: Path, names: Collection[str]) -> Iterator[str]:
    """What is to be said of the site in *output*, whose files are *names*, for the host *wanted* by the settings."""
    host = HOSTS.get(wanted)
    if host is None:
        hint = suggest(wanted, HOSTS) or f"; choose from {', '.join(HOSTS)}"
        yield f"HOST: unknown '{wanted}'{hint}"
        return
    if host.files and len(names) >= NEAR * host.files:
        yield f"{len(names):,} files, {_share(len(names), host.files)} the {host.files:,} that {host.name} takes"
    if not (host.total_bytes or host.file_bytes):
        return
    sizes = {name: (output / name).stat().st_size for name in names}
    total = sum(sizes.values())
    if host.total_bytes and total >= NEAR * host.total_bytes:
        yield f"{_mb(total)}, {_share(total, host.total_bytes)} the {_mb(host.total_bytes)} that {host.name} takes"
    for name in sorted(sizes):
        if host.file_bytes and sizes[name] > host.file_bytes:
            yield f"{name} has {_mb(sizes[name])}; {host.name} takes files of at most {_mb(host.file_bytes)}"


def _share(amount: int, limit: int) -> str:
    """How much of *limit* it is: `81 % of`, or `more than`."""
    return "more than" if amount > limit else f"{100 * amount // limit} % of"


def _mb(size: int) -> str:
    return f"{size / 1_000_000:,.0f} MB"
