"""How long a text is to a network, each of which counts in its own way."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from plugins.shared.graphemes import count_graphemes
from plugins.social.emoji import EMOJI

# An address of whatever length counts as this many signs on X and Mastodon.
SHORT_ADDRESS = 23
# X shortens what ends like a host name, also without `https://`: every country, and the endings people use.
COUNTRY_ENDINGS = (
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd"
    " cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gd ge"
    " gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh"
    " ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw"
    " mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb"
    " sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk"
    " us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
)
OTHER_ENDINGS = (
    "com net org edu gov mil int info biz name pro aero coop museum mobi jobs travel tel cat asia xyz online site store"
    " tech app dev blog shop page wiki cloud digital media news social space website world life live today art design"
    " studio click link club email group zone agency academy center community company education foundation fun games"
    " garden guide house ink institute international land love network photo photos press reviews rocks school science"
    " solutions systems tips tools top university video vip works zip example test"
)
_ENDINGS = "|".join(sorted((COUNTRY_ENDINGS + " " + OTHER_ENDINGS).split(), key=len, reverse=True))
# As twitter-text's patterns have it, in js/src/regexp: an address may stand beside letters of scripts without spaces,
# and ends before them.
_LATIN = (
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289\u028b"
    "\u02bb\u0300-\u036f\u1e00-\u1eff"
)
_BEFORE = "(?<![A-Za-z0-9@＠$#＃])"
_BEHIND = "(?![0-9A-Za-z@+-])"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_ASCII_LABEL = f"[a-z0-9{_LATIN}](?:[a-z0-9_{_LATIN}-]{{0,61}}[a-z0-9{_LATIN}])?"
# Only a subdomain may hold an underscore.
_DOMAIN = rf"(?:{_LABEL}\.)*[^\W_](?:[^\W_]|-(?!\.)){{0,62}}\."
_WITH_PROTOCOL = rf"{_BEFORE}https?://{_DOMAIN}(?:[a-z]{{2,63}}|[^\W\d_a-z]{{2,63}}){_BEHIND}(?::\d+)?"
_X_CHARACTERS = rf"a-z0-9\u0400-\u04ff{_LATIN}!*';:=+,.$/%#\[\]\u2013_~@|&-"
_X_LAST = rf"a-z0-9\u0400-\u04ff{_LATIN}=_#/+-"
_X_PATH = (
    rf"(?:/(?:(?:[{_X_CHARACTERS}]|\([{_X_CHARACTERS}]+\))*(?:[{_X_LAST}]|\([{_X_CHARACTERS}]+\)))?)?"
    r"(?:\?[a-z0-9!?*'@();:&=+$/%#\[\]_.,~|-]*[a-z0-9_&=#/-])?"
)
_OUTSIDE = r"\s<>\"“”\u202a-\u202e\u2066-\u2069"
WITH_PROTOCOL = re.compile(rf"{_WITH_PROTOCOL}(?:[/?#](?:[^{_OUTSIDE}]*[^{_OUTSIDE}.,;:!?'()\[\]])?)?", re.IGNORECASE)
X_ADDRESS = re.compile(
    rf"{_WITH_PROTOCOL}{_X_PATH}"
    rf"|{_BEFORE}(?<![{_LATIN}._/-])(?:{_ASCII_LABEL}\.)+(?:{_ENDINGS}){_BEHIND}(?::\d+)?{_X_PATH}",
    re.IGNORECASE,
)
# twitter-text's configuration, version 3: these weigh one sign, all others two.
_LIGHT = (range(0x10FF + 1), range(0x2000, 0x200D + 1), range(0x2010, 0x201F + 1), range(0x2032, 0x2037 + 1))
HOST = re.compile(r"(?:https?://)?([^/?#:]+)", re.IGNORECASE)
# What the domain name system takes, in its own spelling of letters beyond ASCII.
LONGEST_LABEL = 63
REMOTE_MENTION = re.compile(r"(?<![\w/])(@\w[\w.-]*)@(?:[\w-]+\.)+\w+")


class Unit(StrEnum):
    """What a network counts; the values are the words for more than one."""

    WEIGHTED = "weighted characters"
    LETTERS = "letters"
    SHORTENED = "letters, addresses as 23"
    THREADS = "characters, emoji by their bytes"
    CHARACTERS = "characters"
    BYTES = "bytes"


def count(text: str, unit: Unit) -> int:
    """How long *text* is in *unit*."""
    match unit:
        case Unit.WEIGHTED:
            return count_weighted(text)
        case Unit.LETTERS:
            return count_graphemes(text)
        case Unit.SHORTENED:
            return count_shortened(text)
        case Unit.THREADS:
            return count_threads(text)
        case Unit.CHARACTERS:
            return len(text)
        case Unit.BYTES:
            return count_bytes(text)


def count_at_most(text: str, unit: Unit) -> int:
    """What `count` says of *text* at most; quick."""
    length = len(text)
    match unit:
        case Unit.WEIGHTED:
            # Every address holds a full stop.
            return (length if text.isascii() else 2 * length) + SHORT_ADDRESS * text.count(".")
        case Unit.SHORTENED:
            return length + SHORT_ADDRESS * text.count("://")
        case Unit.THREADS | Unit.BYTES:
            return length if text.isascii() else 4 * length
        case Unit.LETTERS | Unit.CHARACTERS:
            return length


def count_weighted(text: str) -> int:
    """Length on X: addresses 23, each emoji two, and other signs one or two by their place in Unicode."""
    text = unicodedata.normalize("NFC", text)
    addresses = [match for match in X_ADDRESS.finditer(text) if _has_host(match[0])]
    rest = text
    for match in reversed(addresses):
        rest = rest[: match.start()] + rest[match.end() :]
    # Text and addresses are counted apart, lest what stands left and right of an address join.
    emoji = 0
    if not rest.isascii():
        rest, emoji = EMOJI.subn("", rest)
    return SHORT_ADDRESS * len(addresses) + 2 * emoji + sum(_weight(sign) for sign in rest)


def _has_host(address: str) -> bool:
    match = HOST.match(address)
    labels = match[1].split(".") if match else []
    return all(len(label) <= LONGEST_LABEL and _encoded_length(label) <= LONGEST_LABEL for label in labels)


def _encoded_length(label: str) -> int:
    return len(label) if label.isascii() else len("xn--") + len(label.encode("punycode"))


def _weight(sign: str) -> int:
    return 1 if any(ord(sign) in one for one in _LIGHT) else 2


def count_shortened(text: str) -> int:
    """Length on Mastodon: letters, an address with `https://` as 23, a mention without its server."""
    placeholder = "x" * SHORT_ADDRESS
    return count_graphemes(REMOTE_MENTION.sub(r"\1", WITH_PROTOCOL.sub(placeholder, text)))


def count_threads(text: str) -> int:
    """Length on Threads: characters, but an emoji by its bytes in UTF-8."""
    rest = EMOJI.sub("", text)
    return len(rest) + sum(len(match[0].encode()) for match in EMOJI.finditer(text))


def count_bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
