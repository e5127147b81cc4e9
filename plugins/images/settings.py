"""The settings of a site that concern its images, read once and checked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plugins.images.rules import read_rules
from plugins.images.styles import DEFAULT_STYLE, load_styles
from plugins.images.treatments import DARKS, PAPERS
from plugins.images.workshop import ImageSettings
from plugins.shared.problems import Problem, suggest

FACTS = ("author", "date", "reading_time")


def read_settings(settings: Mapping[str, Any]) -> tuple[ImageSettings, list[Problem]]:
    """What *settings* say about images, and what is wrong with them."""
    folder = settings.get("CARD_STYLES_PATH")
    styles, problems = load_styles(Path(folder) if folder else None)
    rules, rule_problems = read_rules(settings.get("IMAGE_RULES") or (), styles)
    page_rules, page_problems = read_rules(settings.get("PAGE_IMAGE_RULES") or (), styles, "PAGE_IMAGE_RULES")
    problems += [*rule_problems, *page_problems]
    fonts = [Path(path) for path in settings.get("CARD_FONTS") or ()]
    problems += [
        Problem(
            "pelicanconf.py", 0, f"CARD_FONTS: '{path}' is not there; write the path of a font file", sort="setting"
        )
        for path in fonts
        if not path.is_file()
    ]
    facts = settings.get("CARD_FACTS")
    facts = ("author",) if facts is None else tuple(facts)
    problems += [_unknown("CARD_FACTS", fact, FACTS) for fact in facts if fact not in FACTS]
    chosen = {
        name: _choice(settings, name, known, problems)
        for name, known in (
            ("CARD_STYLE", (DEFAULT_STYLE, *styles)),
            ("DRAWING_PAPER", PAPERS),
            ("DRAWING_DARK", DARKS),
        )
    }
    return (
        ImageSettings(
            site_name=settings["SITENAME"],
            font_paths=tuple(path for path in fonts if path.is_file()),
            with_system_fonts=settings.get("CARD_SYSTEM_FONTS", True),
            rules=rules,
            page_rules=page_rules,
            styles=styles,
            style=chosen["CARD_STYLE"],
            facts=facts,
            site_url=settings.get("SITEURL", "").rstrip("/"),
            paper=chosen["DRAWING_PAPER"],
            dark=chosen["DRAWING_DARK"],
            has_text_pictures=bool(settings.get("TEXT_PICTURES", True)),
        ),
        problems,
    )


def _choice(settings: Mapping[str, Any], name: str, known: tuple[str, ...], problems: list[Problem]) -> str:
    """The value of the setting *name*, the first of *known* where it has none of them."""
    value = settings.get(name) or known[0]
    if value in known:
        return str(value)
    problems.append(_unknown(name, str(value), known))
    return known[0]


def _unknown(setting: str, value: str, known: tuple[str, ...]) -> Problem:
    hint = suggest(value, known) or f"; choose from {', '.join(dict.fromkeys(known))}"
    return Problem("pelicanconf.py", 0, f"{setting}: unknown '{value}'{hint}", sort="setting")
