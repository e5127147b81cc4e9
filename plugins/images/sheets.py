"""Contact sheets: every entry's image in each crop it will meet, as a page and as a picture."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import escape

from PIL import Image, ImageDraw

from plugins.images.colors import INK, PAPER
from plugins.images.crops import CROPS, SAFE_AREA, TEXT_AREA, Sighting
from plugins.images.fonts import FontBook
from plugins.images.lettering import draw_lettering, set_line

_HEIGHT_PX = 150
_GAP_PX = 14
_TEXT_PX = 40
_ALARM = (179, 50, 42)
_SAFE, _TEXT = (226, 60, 60), (44, 127, 184)
THUMBNAIL = "thumbnail"
MOST_ROWS = 80
"""Of one picture: with more it would be longer than 16,384 pixels, where many programs end."""


def draw_sheets(sightings: Sequence[Sighting], book: FontBook, *, with_safe_area: bool = False) -> Iterator[bytes]:
    """As many PNGs as it takes for none to be longer than programs show, one at least."""
    for start in range(0, len(sightings) or 1, MOST_ROWS):
        yield draw_sheet(sightings[start : start + MOST_ROWS], book, with_safe_area=with_safe_area)


def draw_sheet(sightings: Sequence[Sighting], book: FontBook, *, with_safe_area: bool = False) -> bytes:
    """A PNG with a row for each entry: its title and alarms above, its picture in every crop below."""
    widths = [round(_HEIGHT_PX * (crop[2] - crop[0]) / (crop[3] - crop[1])) for crop in CROPS.values()]
    widths.append(round(_HEIGHT_PX * 16 / 9))
    width = sum(widths) + _GAP_PX * (len(widths) + 1)
    row = _HEIGHT_PX + _TEXT_PX + _GAP_PX
    sheet = Image.new("RGB", (width, max(1, row * len(sightings) + _GAP_PX)), PAPER)
    for number, sighting in enumerate(sightings):
        top = number * row + _GAP_PX
        _put_words(sheet, sighting, book, top)
        x = _GAP_PX
        for picture, wide in zip(_views(sighting, with_safe_area=with_safe_area), widths, strict=False):
            sheet.paste(picture.resize((wide, _HEIGHT_PX), Image.Resampling.LANCZOS), (x, top + _TEXT_PX))
            x += wide + _GAP_PX
    file = io.BytesIO()
    sheet.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _views(sighting: Sighting, *, with_safe_area: bool) -> list[Image.Image]:
    if not sighting.share:
        return []
    with Image.open(io.BytesIO(sighting.share)) as picture:
        share = picture.convert("RGB")
    if with_safe_area:
        draw = ImageDraw.Draw(share)
        draw.rectangle(SAFE_AREA, outline=_SAFE, width=5)
        draw.rectangle(TEXT_AREA, outline=_TEXT, width=5)
    views = [share.crop(crop) for crop in CROPS.values()]
    if sighting.thumb:
        with Image.open(io.BytesIO(sighting.thumb)) as picture:
            views.append(picture.convert("RGB"))
    return views


def _put_words(sheet: Image.Image, sighting: Sighting, book: FontBook, top: int) -> None:
    room = sheet.width // 2 - 2 * _GAP_PX
    words = ((sighting.title, INK, _GAP_PX), (" · ".join(sighting.alarms), _ALARM, sheet.width // 2))
    for text, color, left in words:
        box = left, top, left + room, top + 30
        mask = draw_lettering(set_line(text, book, room, 22), book, box, "left")
        sheet.paste(Image.new("RGB", mask.size, color), box[:2], mask)


def render_page(sightings: Sequence[Sighting], site_name: str, *, with_safe_area: bool = False) -> str:
    """The contact sheet as a page that needs nothing beside it; the safe areas are shown by a switch as well."""
    alarmed = sum(bool(sighting.alarms) for sighting in sightings)
    rows = "\n".join(_row(sighting) for sighting in sightings)
    checked = " checked" if with_safe_area else ""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Images of {escape(site_name)}</title>
<style>{_CSS}</style>
</head>
<body>
<h1>Images of {escape(site_name)}</h1>
<p>{len(sightings)} entries, {alarmed} with something to look at.</p>
<input type="checkbox" id="safe"{checked}><label for="safe"> Show the safe areas: red for what must be seen, \
blue for words.</label>
<main>
{rows}
</main>
</body>
</html>
"""


def _row(sighting: Sighting) -> str:
    alarms = "".join(f'<li class="alarm">{escape(alarm)}</li>' for alarm in sighting.alarms)
    style = views = ""
    if sighting.share:
        # All crops show one copy of the picture, or a large site would have a page too large to be opened.
        style = f' style="--share: url({_address(sighting.share)})"'
        whole = '<div class="share"></div>'
        views = "".join(
            _view(name, f"{crop[2] - crop[0]} / {crop[3] - crop[1]}", whole) for name, crop in CROPS.items()
        )
    if sighting.thumb:
        views += _view(THUMBNAIL, "16 / 9", f'<img src="{_address(sighting.thumb)}" alt="">')
    return (
        f'<section><h2>{escape(sighting.title)}</h2><p class="why"><code>{escape(sighting.source)}</code> '
        f'{escape(sighting.reason)}</p><ul>{alarms}</ul><div class="views"{style}>{views}</div></section>'
    )


def _view(name: str, ratio: str, picture: str) -> str:
    areas = "" if name == THUMBNAIL else '<i class="safe"></i><i class="text"></i>'
    return (
        f'<figure><div class="view" style="aspect-ratio: {ratio}"><div class="whole">{picture}'
        f"{areas}</div></div><figcaption>{name}</figcaption></figure>"
    )


def _address(data: bytes) -> str:
    mime = "image/jpeg" if data.startswith(b"\xff\xd8") else "image/png"
    return f"data:{mime};base64,{b64encode(data).decode()}"


# All crops are cut around the middle, so a picture as high as its view, put in the middle, shows each of them.
_CSS = """
body { margin: 2rem; font: 16px/1.5 system-ui, sans-serif; background: #f6f7f3; color: #1b2140; }
h2 { margin: 2rem 0 0; font-size: 1.1rem; }
.why, ul { margin: 0; padding: 0; font-size: .875rem; list-style: none; color: #505778; }
.alarm { color: #b3322a; font-weight: 700; }
.views { display: flex; flex-wrap: wrap; gap: 1rem; margin-top: .5rem; }
figure { margin: 0; }
figcaption { font-size: .75rem; color: #505778; }
.view { height: 150px; overflow: hidden; display: grid; justify-content: center; align-content: center; }
.whole { position: relative; width: max-content; }
.whole img { display: block; height: 150px; }
.share { height: 150px; aspect-ratio: 1200 / 630; background: var(--share) 0 0 / 100% 100%; }
.view[style*="1200 / 600"] .share { height: 157.5px; }
.safe, .text { display: none; position: absolute; box-sizing: border-box; border: 2px solid #e23c3c; }
.safe { left: 26.67%; right: 26.67%; top: 5.56%; bottom: 5.56%; }
.text { left: 5%; right: 5%; top: 9.52%; bottom: 9.52%; border-color: #2c7fb8; }
#safe:checked ~ main .safe, #safe:checked ~ main .text { display: block; }
"""
