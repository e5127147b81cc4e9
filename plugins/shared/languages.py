"""Codes of languages: which are some (BCP 47), what authors write in their place, and locales of Open Graph."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

# Of two letters: ISO 639-1, https://www.loc.gov/standards/iso639-2/php/code_list.php. All of three are taken for some.
TWO_LETTERS = frozenset(
    (
        "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el"
        " en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it"
        " iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt"
        " my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk"
        " sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi"
        " yo za zh zu"
    ).split()
)
# The country that a language without one is written for in `og:locale`: Facebook's locales
# (https://developers.facebook.com/docs/internationalization), its own for Arabic and Esperanto among them; for those
# that it has not, the likely countries of https://cldr.unicode.org.
_COUNTRIES = (
    "af_ZA am_ET ar_AR az_AZ be_BY bg_BG bn_IN br_FR bs_BA ca_ES ckb_IQ cs_CZ cy_GB da_DK de_DE el_GR en_US eo_EO es_ES"
    " et_EE eu_ES fa_IR fi_FI fil_PH fo_FO fr_FR fy_NL ga_IE gd_GB gl_ES gu_IN ha_NG he_IL hi_IN hr_HR hu_HU hy_AM"
    " id_ID ig_NG is_IS it_IT ja_JP jv_ID ka_GE kk_KZ km_KH kn_IN ko_KR ku_TR ky_KG lb_LU lo_LA lt_LT lv_LV mg_MG mk_MK"
    " ml_IN mn_MN mr_IN ms_MY mt_MT my_MM nb_NO ne_NP nl_NL nn_NO oc_FR or_IN pa_IN pl_PL ps_AF pt_BR rm_CH ro_RO ru_RU"
    " rw_RW si_LK sk_SK sl_SI so_SO sq_AL sr_RS sv_SE sw_KE ta_IN te_IN tg_TJ th_TH tl_PH tr_TR tt_RU uk_UA ur_PK uz_UZ"
    " vi_VN xh_ZA yo_NG zh_CN zu_ZA"
)
COUNTRIES: Mapping[str, str] = {"no": "nb_NO", **{locale.partition("_")[0]: locale for locale in _COUNTRIES.split()}}
# Of a script that tells the country.
SCRIPT_COUNTRIES: Mapping[str, str] = {"zh-hans": "zh_CN", "zh-hant": "zh_TW"}
# What is written in place of a code: names in English and in the language itself, and codes of countries.
NAMES: Mapping[str, str] = {
    name: code
    for code, names in {
        "ar": "arabic العربية",
        "bn": "bengali বাংলা",
        "cs": "czech čeština česky cz",
        "da": "danish dansk dk",
        "de": "german deutsch",
        "el": "greek ελληνικά gr",
        "en": "english us",
        "es": "spanish español castellano",
        "fa": "persian farsi فارسی ir",
        "fi": "finnish suomi",
        "fr": "french français",
        "he": "hebrew עברית iw",
        "hi": "hindi हिन्दी हिंदी",
        "hu": "hungarian magyar",
        "id": "indonesian",
        "it": "italian italiano",
        "ja": "japanese 日本語 jp",
        "ko": "korean 한국어",
        "nl": "dutch nederlands",
        "nb": "norwegian norsk",
        "pl": "polish polski",
        "pt": "portuguese português",
        "ro": "romanian română",
        "ru": "russian русский",
        "sv": "swedish svenska",
        "th": "thai ไทย",
        "tr": "turkish türkçe",
        "uk": "ukrainian українська ua",
        "vi": "vietnamese vn",
        "zh": "chinese mandarin 中文 汉语 漢語 cn",
    }.items()
    for name in names.split()
}
_CODE = re.compile(
    r"(?P<language>[a-z]{2,3})(?P<script>-[a-z]{4})?(?P<region>-(?:[a-z]{2}|\d{3}))?"
    r"(?P<rest>(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}|[a-z]-[a-z\d-]+))*)",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)
def read_lang(written: str) -> str:
    """The code *written*, with hyphens and in the usual case: `pt_br` is `pt-BR`; empty if it is none."""
    match = _CODE.fullmatch(written.strip().replace("_", "-"))
    if match is None:
        return ""
    language = match["language"].lower()
    if len(language) == 2 and language not in TWO_LETTERS:
        return ""
    script, region, rest = ((match[name] or "") for name in ("script", "region", "rest"))
    return f"{language}{script.title()}{region.upper()}{rest.lower()}"


def object_to_lang(written: str) -> str:
    """What is to be said of *written*, which is no code of a language: `'Korean' is no …; write 'ko'`."""
    first = re.split(r"[\s,;/()]", written.strip().casefold(), maxsplit=1)[0]
    code = NAMES.get(first) or read_lang(first) or "en"
    return f"'{written}' is no code of a language; write one, as in '{code}'"


def make_locale(lang: str) -> str:
    """The locale that Open Graph reads for the code *lang*: `pt-BR` is `pt_BR`, `it` is `it_IT`; empty where none is.

    It is that of the language and a country, for that is what Facebook takes.
    """
    match = _CODE.fullmatch(lang.replace("_", "-"))
    if match is None or lang.startswith("und"):
        return ""
    language = match["language"].lower()
    region = (match["region"] or "")[1:].upper()
    if region.isalpha():
        return f"{language}_{region}"
    if region:
        return ""
    script = (match["script"] or "").lower()
    return SCRIPT_COUNTRIES.get(f"{language}{script}") or COUNTRIES.get(language, "")
