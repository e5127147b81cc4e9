"""Fonts: the ones that come with packages, the author's own and the system's, and which of them has which character."""

from __future__ import annotations

import hashlib
import importlib.util
import mmap
import struct
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageFont
from PIL import features as pillow_features

from plugins.images.emoji import draw_emoji, find_size
from plugins.shared.problems import Problem, warning

# A packaged font: the importable folder and the file in it. Both weights of the first cover accented Latin, Vietnamese,
# Greek (also polytonic) and Cyrillic; the others follow for their scripts, each in the weight that is asked for.
_NOTO = "fonts/ofl/notosans{0}/NotoSans{1}[wdth,wght].ttf"
SCRIPT_FONTS = (
    ("justmytype_intl_rtl", _NOTO.format("arabic", "Arabic")),
    ("justmytype_intl_rtl", _NOTO.format("hebrew", "Hebrew")),
    *(
        ("justmytype_intl_south_asia", _NOTO.format(name.lower(), name))
        for name in ("Devanagari", "Bengali", "Tamil", "Telugu")
    ),
    *(("justmytype_intl_sea", _NOTO.format(name.lower(), name)) for name in ("Thai", "Lao", "Khmer", "Myanmar")),
    ("noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc"),
    *(
        ("manimgx_fonts", f"NotoSans{name}[wght].ttf")
        for name in "Gujarati Gurmukhi Kannada Malayalam Oriya Sinhala Armenian Georgian Ethiopic Symbols".split()
    ),
    # Emoji in outline, which need no colours but the ink.
    ("manimgx_fonts", "NotoEmoji[wght].ttf"),
)
TITLE_FONTS = (("fontpkg_alegreya_sans", "files/AlegreyaSans-ExtraBold.ttf"), *SCRIPT_FONTS)
LABEL_FONTS = (("fontpkg_alegreya_sans", "files/AlegreyaSans-Medium.ttf"), *SCRIPT_FONTS)
TITLE_WEIGHT, LABEL_WEIGHT = 800, 500
# Below this a font that cannot be varied looks thin beside the others in a title, and is drawn a little thicker.
_BOLD_FROM = 600
_THICKENED = 0.016
# The faces of a collection for Chinese, Japanese and Korean differ in the forms of the same characters.
_CJK_COLLECTION = "NotoSansCJK"
_CJK_FACES = {"ja": 0, "ko": 1, "zh": 2}

SYSTEM_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "C:/Windows/Fonts",
)
_SUFFIXES = {".ttf", ".otf", ".ttc", ".otc"}
_OUTLINES = (b"glyf", b"CFF ", b"CFF2")
_MEASURE_PX = 100
# Emoji fill all of their square, and would look too large beside letters.
_EMOJI_SCALE = 0.85
_JOINER = "\u200d"
# Selectors of text or picture form, and tags: they choose a form, and draw nothing themselves.
_SELECTORS = frozenset((*range(0xFE00, 0xFE10), *range(0xE0020, 0xE0080)))
_UNSEEN = frozenset((*_SELECTORS, 0x200B, 0x200C, 0x200D, 0x2060))
# Devanagari to Khmer: Indic scripts, Thai and its kin.
_SHAPED_FROM, _SHAPED_TO = 0x0900, 0x17FF
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)


class FontError(Exception):
    """The file is not a font we can read; the text says why."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which characters a font has: sorted, separate ranges of code points, with *holes* in them."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    holes: frozenset[int] = frozenset()

    def __contains__(self, code: int) -> bool:
        index = bisect_right(self.starts, code) - 1
        return index >= 0 and code <= self.ends[index] and code not in self.holes


# Compared by what it is: a book has each once, and to go through all it covers would take longer than to draw with it.
@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One font of a file; *fingerprint* changes when any of its tables does.

    Of one in colours, *color_px* is the size in which it is drawn before it becomes ink; of all others it is 0.
    """

    path: Path
    index: int
    fingerprint: str
    coverage: Coverage = field(repr=False)
    weight: int = 400
    is_variable: bool = False
    color_px: int = 0

    def has(self, cluster: str) -> bool:
        return all(ord(char) in self.coverage for char in cluster if ord(char) not in _UNSEEN)


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring characters that the same face draws."""

    text: str
    face: Face


class FontBook:
    """The faces at hand, in the order in which they are asked; one is read only when all before it fail.

    A book remembers what it has read and found, so one lives as long as one build.
    """

    def __init__(
        self, paths: Sequence[Path], *, system_folders: Sequence[Path] = (), weight: int = TITLE_WEIGHT
    ) -> None:
        self._weight = weight
        self._faces: list[Face] = []
        self._unread = _read_all(paths, system_folders)
        self._found: dict[tuple[str, str], Face | None] = {}
        self._fonts: dict[tuple[Path, int, float], ImageFont.FreeTypeFont] = {}
        self._fingerprints: dict[str, str] = {}
        self._widths: dict[tuple[str, Face], float] = {}
        self._has_raqm = bool(pillow_features.check("raqm"))

    @property
    def features(self) -> list[str] | None:
        """What to ask of fonts: figures as tall as capitals. Only Pillow's raqm can ask."""
        return ["lnum"] if self._has_raqm else None

    def face_for(self, cluster: str, language: str = "zh") -> Face | None:
        """The first face that has all of *cluster*, one in colours only after all others; `None` if no font has it.

        *language* tells which forms Han characters have: `zh`, `ja` or `ko`.
        """
        key = cluster, language
        if key not in self._found:
            self._found[key] = self._find_face(cluster, language)
        return self._found[key]

    def _find_face(self, cluster: str, language: str) -> Face | None:
        in_colors = []
        for face in self._all_faces():
            if _suits(face, language) and face.has(cluster):
                if not face.color_px:
                    return face
                in_colors.append(face)
        return next((face for face in in_colors if self.draw_emoji(Run(_drawn(cluster), face), _MEASURE_PX)), None)

    def font(self, face: Face, size_px: float) -> ImageFont.FreeTypeFont:
        key = (face.path, face.index, size_px)
        if key not in self._fonts:
            engine = ImageFont.Layout.RAQM if self._has_raqm else ImageFont.Layout.BASIC
            font = ImageFont.truetype(face.path, size_px, face.index, layout_engine=engine)
            if face.is_variable:
                font.set_variation_by_axes(self._axes(font))
            self._fonts[key] = font
        return self._fonts[key]

    def _axes(self, font: ImageFont.FreeTypeFont) -> list[float]:
        """The place on each axis of a variable font that is nearest to the weight of this book."""
        return [
            float(min(max(self._weight, axis["minimum"] or 0), axis["maximum"] or 1000))
            if bytes(axis["name"] or b"").lower() == b"weight"
            else float(axis["default"] or 0)
            for axis in font.get_variation_axes()
        ]

    def width(self, run: Run) -> float:
        """How wide *run* is in letters of one pixel."""
        key = run.text, run.face
        if key not in self._widths:
            self._widths[key] = self._measured(run)
        return self._widths[key]

    def _measured(self, run: Run) -> float:
        if run.face.color_px:
            return self.font(run.face, run.face.color_px).getlength(run.text) / run.face.color_px * _EMOJI_SCALE
        return self.font(run.face, _MEASURE_PX).getlength(run.text, features=self.features) / _MEASURE_PX

    def draw_emoji(self, run: Run, size_px: float) -> tuple[Image.Image, tuple[int, int]] | None:
        """*run* of a face in colours as a mask of ink, and where its corner lies from its start on the baseline."""
        color_px = run.face.color_px
        return draw_emoji(run.text, self.font(run.face, color_px), size_px / color_px * _EMOJI_SCALE)

    def stroke_px(self, face: Face, size_px: float) -> float:
        """How much is to be added around letters of *face*, so that they are about as bold as the others."""
        is_thin = self._weight >= _BOLD_FROM and face.weight < _BOLD_FROM and not face.is_variable
        return size_px * _THICKENED if is_thin else 0.0

    def fingerprint(self, text: str) -> str:
        """A digest of the fonts that *text* would be drawn with, in this order."""
        if text not in self._fingerprints:
            runs, missing = self.split(text)
            used = dict.fromkeys(run.face.fingerprint for run in runs)
            digest = hashlib.blake2b("|".join((*used, *missing)).encode("utf-8", "surrogatepass"), digest_size=8)
            self._fingerprints[text] = digest.hexdigest()
        return self._fingerprints[text]

    def split(self, text: str) -> tuple[list[Run], list[str]]:
        """*text* as runs of one face each, and the clusters that nobody has, which are in no run."""
        if text.isascii() and len(faces := {self.face_for(char) for char in text}) == 1 and (only := faces.pop()):
            # Mostly: a character is a cluster then, and nothing is to be decided between neighbours.
            return [Run(text, only)], []
        runs: list[Run] = []
        missing: dict[str, None] = {}
        whole = self._one_face(text)
        language = guess_language(text)
        for cluster in split_clusters(text):
            if whole:
                face: Face | None = whole
            elif runs and _is_neutral(cluster) and runs[-1].face.has(cluster) and _has_letters(runs[-1].text):
                # Spaces and points between words of one script are part of it, or they would be put in order apart.
                face = runs[-1].face
            else:
                face = self._face_or_plain(cluster, language)
            if face is None:
                missing[cluster] = None
            elif runs and runs[-1].face is face:
                runs[-1] = Run(runs[-1].text + _drawn(cluster), face)
            else:
                runs.append(Run(_drawn(cluster), face))
        return runs, list(missing)

    def _one_face(self, text: str) -> Face | None:
        """The face for all of a text with right-to-left letters, so that it can be reordered as a whole."""
        if not any(unicodedata.bidirectional(char) in ("R", "AL") for char in text):
            return None
        return self.face_for("".join(dict.fromkeys(text)))

    def _face_or_plain(self, cluster: str, language: str) -> Face | None:
        """The face for *cluster*, or for its letter alone: better without its mark than not at all."""
        face = self.face_for(cluster, language)
        if face is not None or len(cluster) == 1 or _JOINER in cluster:
            return face
        return self.face_for(cluster[0], language)

    def _all_faces(self) -> Iterator[Face]:
        yield from list(self._faces)
        for face in self._unread:
            self._faces.append(face)
            yield face


def open_book(own_paths: Iterable[Path] = (), *, for_labels: bool = False, with_system: bool = True) -> FontBook:
    """A book of the author's *own_paths*, the packaged fonts (for titles, or lighter *for_labels*) and the system's."""
    packaged = packaged_fonts(LABEL_FONTS if for_labels else TITLE_FONTS)
    folders = [Path(folder).expanduser() for folder in SYSTEM_FOLDERS] if with_system else []
    weight = LABEL_WEIGHT if for_labels else TITLE_WEIGHT
    return FontBook([*own_paths, *packaged], system_folders=folders, weight=weight)


def guess_language(text: str) -> str:
    """Whose forms the Han characters of *text* have: those of its kana or Hangul, else Chinese ones."""
    if any("\u3041" <= char <= "\u30ff" for char in text):
        return "ja"
    return "ko" if any("\uac00" <= char <= "\ud7a3" for char in text) else "zh"


def _suits(face: Face, language: str) -> bool:
    return not face.path.name.startswith(_CJK_COLLECTION) or face.index == _CJK_FACES[language]


def _has_letters(text: str) -> bool:
    """Whether there are letters in *text*: a space of a font of emoji is as wide as those."""
    return any(unicodedata.category(char)[0] == "L" for char in text)


def _is_neutral(cluster: str) -> bool:
    return unicodedata.category(cluster[0])[0] in ("Z", "P")


def packaged_fonts(places: Iterable[tuple[str, str]]) -> list[Path]:
    """The font files at *places*, each the name of a package and the path in it, as far as they are installed."""
    return [path for place in places if (path := _packaged(*place))]


def _packaged(package: str, name: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / name
    return path if path.is_file() else None


def list_system_folders() -> list[Path]:
    """The folders in which the system keeps its fonts, those that are not there as well, and all folders below."""
    found = [Path(folder).expanduser() for folder in SYSTEM_FOLDERS]
    return [*found, *(path for folder in found for path in sorted(folder.rglob("*/")) if path.is_dir())]


def find_font_files(folders: Iterable[Path]) -> list[Path]:
    """Every font file below *folders*, upright bold text faces first, then by name: the same order on every run."""
    found = [
        path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES
    ]
    return sorted(found, key=lambda path: (_rank(path.stem.lower()), path.stem.lower(), str(path)))


def _rank(name: str) -> int:
    """How far from an upright bold text face a font is, by its file name."""
    unfit = ("italic", "oblique", "mono", "condensed", "narrow", "light", "thin", "math", "lastresort", "fallback")
    rank = sum(10 for word in unfit if word in name)
    return rank + (0 if "bold" in name or "black" in name else 2) + (1 if "serif" in name else 0)


def _drawn(cluster: str) -> str:
    return "".join(char for char in cluster if ord(char) not in _SELECTORS)


def split_clusters(text: str) -> list[str]:
    """*text* in pieces that a reader takes for one character: a letter with its marks, a joined emoji, a flag."""
    clusters: list[str] = []
    for char in text:
        if clusters and _goes_with(clusters[-1], char):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


def _goes_with(cluster: str, char: str) -> bool:
    code = ord(char)
    if code in _FLAG_LETTERS:
        return len(cluster) == 1 and ord(cluster) in _FLAG_LETTERS
    # An Indic virama asks for no more than its own place: the font joins what follows.
    is_mark = unicodedata.category(char) in ("Mn", "Me", "Mc")
    return (
        is_mark
        or char == _JOINER
        or code in _SELECTORS
        or code in _SKIN_TONES
        or (cluster[-1] == _JOINER and unicodedata.category(char) in ("So", "Sk"))
    )


def _read_all(paths: Sequence[Path], system_folders: Sequence[Path]) -> Iterator[Face]:
    for path in paths:
        yield from _faces_or_none(path)
    for path in find_font_files(system_folders):
        yield from _faces_or_none(path)


def _faces_or_none(path: Path) -> Iterator[Face]:
    try:
        yield from read_faces(path)
    except FontError:
        return


def read_faces(path: Path) -> list[Face]:
    """The faces of a font file that can be drawn; raises `FontError` if it cannot be read as a font."""
    try:
        # Mapped, as a font of Chinese has 20 MB and its table of characters a hundredth of that.
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            faces = [_read_face(path, data, offset, index) for index, offset in enumerate(_face_offsets(data))]
    except (OSError, ValueError, struct.error, IndexError) as error:
        raise FontError(f"font '{path}' cannot be read ({error})") from error
    return [face for face in faces if face is not None]


def _face_offsets(data: mmap.mmap) -> tuple[int, ...]:
    if data[:4] != b"ttcf":
        return (0,)
    # A collection has a handful of faces; more is a broken file.
    count = min(struct.unpack_from(">I", data, 8)[0], 64)
    return struct.unpack_from(f">{count}I", data, 12)


def _read_face(path: Path, data: mmap.mmap, offset: int, index: int) -> Face | None:
    (table_count,) = struct.unpack_from(">H", data, offset + 4)
    directory = data[offset + 12 : offset + 12 + 16 * table_count]
    tables = {tag: place for tag, _, place, _ in struct.iter_unpack(">4sIII", directory)}
    color_px = find_size(data, tables)
    # Outlines below colours that Pillow does not draw are no letters.
    has_outlines = any(tag in tables for tag in _OUTLINES) and b"SVG " not in tables
    if b"cmap" not in tables or not (color_px or has_outlines):
        return None
    # The directory holds a checksum of every table.
    fingerprint = hashlib.blake2b(directory, digest_size=8).hexdigest()
    # OpenType 1.9, "OS/2": the class of weight stands behind version and average width.
    weight = struct.unpack_from(">H", data, tables[b"OS/2"] + 4)[0] if b"OS/2" in tables else 400
    coverage = _read_coverage(data, tables[b"cmap"])
    return Face(path, index, fingerprint, coverage, weight, b"fvar" in tables, color_px)


def _read_coverage(data: mmap.mmap, cmap: int) -> Coverage:
    """The code points of the best Unicode table of a `cmap` (OpenType 1.9, "cmap"): format 12, else 4."""
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    best: dict[int, int] = {}
    for record in range(count):
        platform, encoding, place = struct.unpack_from(">HHI", data, cmap + 4 + 8 * record)
        if platform == 0 or (platform == 3 and encoding in (1, 10)):
            best[struct.unpack_from(">H", data, cmap + place)[0]] = cmap + place
    if 12 in best:
        return _read_format_12(data, best[12])
    if 4 in best:
        return _read_format_4(data, best[4])
    return Coverage((), ())


def _read_format_12(data: mmap.mmap, at: int) -> Coverage:
    (count,) = struct.unpack_from(">I", data, at + 12)
    groups = sorted(struct.iter_unpack(">III", data[at + 16 : at + 16 + 12 * count]))
    holes = frozenset(start for start, _, glyph in groups if glyph == 0)
    return Coverage(tuple(start for start, _, _ in groups), tuple(end for _, end, _ in groups), holes)


def _read_format_4(data: mmap.mmap, at: int) -> Coverage:
    (count,) = (struct.unpack_from(">H", data, at + 6)[0] // 2,)
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", data, at + 16 + 4 * count)
    offsets = struct.unpack_from(f">{count}H", data, at + 16 + 6 * count)
    holes = {0xFFFF}
    for segment, offset in enumerate(offsets):
        if not offset:
            holes.add(-deltas[segment] & 0xFFFF)
            continue
        first = at + 16 + 6 * count + 2 * segment + offset
        span = ends[segment] - starts[segment] + 1
        glyphs = struct.unpack_from(f">{span}H", data, first) if first + 2 * span <= len(data) else ()
        holes.update(starts[segment] + number for number, glyph in enumerate(glyphs) if glyph == 0)
    return Coverage(starts, ends, frozenset(holes))


def describe_missing(clusters: Sequence[str]) -> str:
    """The first of *clusters* with their code points, and how many more there are: `'🦜' (U+1F99C) and 2 more`."""
    shown = [f"'{cluster}' ({' '.join(f'U+{ord(char):04X}' for char in cluster)})" for cluster in clusters[:3]]
    rest = len(clusters) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")


def needs_shaping(text: str) -> bool:
    """Whether letters of *text* change with their neighbours, or run from the right, so that raqm has to set them."""
    return any(
        unicodedata.bidirectional(char) in ("R", "AL") or _SHAPED_FROM <= ord(char) <= _SHAPED_TO for char in text
    )


def check_shaping(texts: Iterable[str]) -> Iterator[Problem]:
    """One problem if Pillow has no raqm here and some of *texts* would be set wrong without."""
    if pillow_features.check("raqm"):
        return
    first = next((text for text in texts if needs_shaping(text)), None)
    if first is not None:
        message = f"Pillow is here without raqm, so titles such as '{first}' may be set wrong; install libraqm"
        yield warning("pelicanconf.py", 0, message, sort="glyph")
