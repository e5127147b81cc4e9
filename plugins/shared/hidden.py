"""Which files of a content folder nobody means: hidden ones, and what programs leave lying about."""

from __future__ import annotations

import re

EXTRA_FOLDER = "extra"
"""Files copied to the top of the site as they are, those with a dot in front too."""
# What systems, version control, sync services and editors put into any folder; no site is to show it.
LITTER = re.compile(
    r"\.DS_Store|\._.*|\.AppleDouble|\.Trash.*|\.Spotlight-V100|\.fseventsd|\.localized|\.directory"
    r"|\.git.*|\.svn|\.hg.*|\.bzr|\.obsidian|\.trash|\.idea|\.vscode|\.editorconfig"
    r"|\.sync|\.stfolder.*|\.stversions|\.stignore|\.dropbox.*|\.nfs.*|\.fuse_hidden.*"
    r"|\.#.*|\..*~|\.~.*|\..*\.sw[a-px]|\..*\.(?:tmp|temp|part|bak|icloud|crdownload)",
    re.IGNORECASE,
)
# What iCloud leaves in the place of a file that is on no disk of this machine: `.tea.md.icloud`.
PLACEHOLDER = re.compile(r"\.(?P<name>.+)\.icloud")


def is_hidden(name: str, prefix: str) -> bool:
    """Whether the file or folder *name*, in the folder *prefix* with its closing slash, is none of the author's."""
    if not name.startswith(".") or PLACEHOLDER.fullmatch(name):
        return False
    return not prefix.startswith(f"{EXTRA_FOLDER}/") or LITTER.fullmatch(name) is not None
