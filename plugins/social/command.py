"""The edge to the shell: `social`, which prints what is to be posted for an entry. Nothing is ever posted from here."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from plugins.shared.files import write_whole
from plugins.shared.problems import Severity, suggest
from plugins.shared.terminal import say
from plugins.social.kit import Kit, copy_text, find_entry, make_data, make_kit, render_text
from plugins.social.networks import NETWORKS

if TYPE_CHECKING:
    from plugins.shared.bridge import Build
    from plugins.shared.entry import Entry

PROJECT = Path(__file__).resolve().parents[2]
# With what each desktop takes text from a program.
CLIPBOARDS = (
    ("pbcopy",),
    ("wl-copy",),
    ("xclip", "-selection", "clipboard"),
    ("xsel", "--clipboard", "--input"),
    ("clip.exe",),
    ("termux-clipboard-set",),
)


class SocialError(Exception):
    """Nothing was printed; the message says why."""


def social(slug: str, content: str = "", *, as_json: bool = False, copy: str = "", html: str = "") -> int:
    """Print what is to be posted for the entry *slug*; 0, or 1 where there is none."""
    try:
        _social(slug, Path(content) if content else PROJECT / "content", as_json=as_json, copy=copy, html=html)
    except SocialError as error:
        say(f"Nothing to show: {error}", file=sys.stderr)
    except OSError as error:
        say(f"Nothing to show: {error.strerror or error}", file=sys.stderr)
    else:
        return 0
    return 1


def _social(slug: str, content: Path, *, as_json: bool, copy: str, html: str) -> None:
    network = _find_network(copy) if copy else ""
    if not content.is_dir():
        raise SocialError(f"there is no folder '{content}'")
    build = _read(content, with_images=bool(html))
    kit = _make_kit(slug, build)
    _tell_problems(kit.entry, build)
    if as_json:
        sys.stdout.write(f"{json.dumps(make_data(kit), ensure_ascii=False, indent=2)}\n")
    elif network:
        _copy(copy_text(kit, network))
        say(f"On the clipboard, for {NETWORKS[network].label}:\n\n{copy_text(kit, network)}")
    elif html:
        _write_page(kit, build, Path(html))
    else:
        say(render_text(kit), end="")


def _find_network(written: str) -> str:
    name = written.strip().casefold()
    if name not in NETWORKS:
        hint = suggest(name, NETWORKS) or f"; choose from {', '.join(NETWORKS)}"
        raise SocialError(f"unknown network '{written}'{hint}")
    return name


def _read(content: Path, *, with_images: bool) -> Build:
    """The entries of *content* at their public addresses, drafts and scheduled ones included."""
    from plugins.shared import bridge

    # Drawing takes time, and no text needs it.
    without = () if with_images else ("plugins.images",)
    config_path = PROJECT / "publishconf.py"
    try:
        return bridge.read_build(config_path, content, without=without, WITH_DRAFTS=True, WITH_FUTURE_DATES=True)
    except bridge.NotReadError as error:
        raise SocialError(str(error)) from error


def _make_kit(slug: str, build: Build) -> Kit:
    from plugins.social.hooks import read_rules

    entry, why = find_entry(slug, build.entries)
    if entry is None:
        raise SocialError(why)
    rules, _problems = read_rules(build.settings)
    return make_kit(entry, f"{build.settings['SITEURL'].rstrip('/')}/{entry.url}", rules)


def _tell_problems(entry: Entry, build: Build) -> None:
    """Say what is wrong with *entry*, beside what is printed."""
    from plugins.shared.bridge import tell

    own = [one for one in build.problems if one.source == entry.source and one.severity is Severity.WARNING]
    for told in tell(build, own):
        say(told.line, file=sys.stderr)


def _copy(text: str) -> None:
    tool = next((list(command) for command in CLIPBOARDS if shutil.which(command[0])), None)
    if tool is None:
        names = ", ".join(command[0] for command in CLIPBOARDS)
        raise SocialError(f"there is no clipboard here (looked for {names}); leave --copy out and copy what is printed")
    try:
        subprocess.run(tool, input=text.encode(), check=True, capture_output=True, timeout=10)
    except (subprocess.SubprocessError, OSError) as error:
        raise SocialError(f"{tool[0]} took nothing: {error}") from error


def _write_page(kit: Kit, build: Build, path: Path) -> None:
    from plugins.social.preview import render_preview

    write_whole(path, render_preview(kit, build.settings["SITENAME"], _read_image(kit, build)).encode())
    say(path)


def _read_image(kit: Kit, build: Build) -> str:
    """The picture of the card, as an address that needs no site."""
    from base64 import b64encode

    image = kit.entry.image
    if image is None:
        return ""
    path = dict(kit.entry.files).get(image.share.url)
    source = Path(path) if path else build.content_path / image.share.url
    return f"data:{image.share.mime};base64,{b64encode(source.read_bytes()).decode()}" if source.is_file() else ""
