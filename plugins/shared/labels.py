"""What words in front of a text, or alone on a line, say of it: a summary, a credit, the way elsewhere.

By language, as pieces of regular expressions; all of them are looked for in every text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

# What calls itself a summary: a heading, a callout or a paragraph begins so.
SUMMARIES = {
    "en": r"tl\s?[;,:]?\s?dr|abstract|(?:executive |short |quick )?summary|synopsis|in (?:short|brief|a nutshell)"
    r"|the (?:short version|gist|bottom line)",
    "de": r"zusammenfassung|kurzfassung|kurz(?: und knapp| gesagt| gefasst)?|in kürze|auf einen blick",
    "fr": r"résumé|en (?:bref|résumé|quelques mots)",
    "es": r"resumen(?: ejecutivo)?|en (?:resumen|breve|pocas palabras)",
    "it": r"riassunto|in (?:breve|sintesi)|sintesi",
    "pt": r"resumo|em (?:resumo|poucas palavras|síntese)",
    "nl": r"samenvatting|kortom|in het kort",
    "ru": r"кратко|вкратце|краткое содержание|аннотация|коротко",
    "zh": r"摘要|概要|内容摘要|内容提要|太长不看|太長不看|一句话总结",
    "ja": r"要約|要旨|[3３三]行(?:まとめ|要約)",
}
# With a colon, paragraphs that speak about the text instead of being it, or about something beside it.
LABELS = {
    "en": r"(?:small |quick |side )?notes?|nb|n\.b\.|update[ds]?|edit(?:ed)?|addendum|disclosure|disclaimer|warning"
    r"|caution|heads[ -]up|todo|previous(?:ly)?|next|prev|spoiler(?: alert)?|ps|p\.s\.|image|photo|picture|figure"
    r"|fig\.|sources?|credits?|via|tags?|keywords?|categor(?:y|ies)|posted|published|written|translated|author"
    r"|last (?:updated?|modified|edited)|created|date|reading time|hat tip|h/t|original(?:ly)?(?: post(?:ed)?)?"
    r"|references?|links?|related|prerequisites?|difficulty|status|version|time|location|(?:table of )?contents",
    "de": r"achtung|hinweis|anmerkung|nachtrag|aktualisierung|quelle|bild|foto|stand|autor|datum"
    r"|schlag(?:worte?|wörter)|stichworte?",
    "fr": r"mise à jour|note de l'auteur|crédits?|mots[ -]clés|auteur",
    "es": r"actualización|nota|fuente|imagen|autor|fecha|etiquetas",
    "it": r"aggiornamento|fonte|immagine|autore|data",
    "pt": r"atualização|imagem",
    "nl": r"bron|afbeelding|let op",
    "ru": r"обновление|источник|фото|автор|дата|теги",
    "zh": r"注意?|更新|声明|來源|来源|作者|日期|时间|标签|关键词|参考|转载|原文|翻译|備註|备注",
    "ja": r"出典|注記|追記|更新日|タグ",
}
# Without a colon, the same.
CREDITS = {
    "en": r"(?:an? |the )?(?:header |cover |featured |title |lead )?"
    r"(?:image|photo|photograph|picture|illustration|artwork|drawing)s? (?:by|from|credits?|courtesy|via)\b"
    r"|(?:[\w’' -]{0,30} )?(?:photo|image) credits?\b"
    r"|(?:cross-?posted|reposted|originally (?:published|posted|appeared)|first published|translated)"
    r" (?:from|on|at|in|by)\b|(?:copyright|©|\(c\)|all rights reserved|licen[sc]ed under)\b"
    # It says where the text belongs, as all texts beside it do.
    r"|(?:this(?: \w+)? is )?(?:an? )?part\b[^.!?]{0,20}\b(?:of|in)\b[^.!?]{0,60}[.!]?$"
    r"|this(?: \w+)? (?:is|belongs to) (?:an?|the|my|our|part \w+ of (?:an?|the|my|our|this))(?: \w+)? series\b",
    "de": r"(?:titel)?(?:bild|foto)s?:? (?:von|aus)\b|dieser (?:artikel|beitrag|text) (?:ist )?erschien"
    r"|zuerst erschienen\b",
    "fr": r"(?:photo|image|crédits?)s? (?:de|par|photo)\b",
    "es": r"(?:imagen|foto) (?:de|por)\b",
    "it": r"(?:immagine|foto) di\b",
    "zh": r"(?:本文)?(?:转载自|轉載自|原文(?:链接|地址)?|首发于|翻译自|转自)",
}
# Sentences that lead elsewhere, and say nothing themselves.
WAYS = {
    # Excalidraw says in its files how they are opened.
    "en": r"switch to excalidraw view\b|you can decompress drawing data\b"
    r"|(?:please )?note that\b"
    r"|(?:please |also |but )?see(?: also)?:? (?!(?:if|how|what|why|that|whether|you|it|them|him|her)\b)\S"
    r"|(?:for (?:more|further|full|additional)\b[^.!?]{0,60}, )?(?:please )?refer to\b"
    r"|(?:please )?(?:go |jump |return |head )?back to\b"
    r"|(?:you (?:can|may) (?:also )?)?(?:read|learn|find out|see) (?:more|here|also|on)\b"
    r"|(?:click|tap) here\b|continue reading\b|for (?:more|further) (?:info(?:rmation)?|details?)\b"
    r"|more (?:info(?:rmation)?|details?|notes|about this|on this|at|in|about)\b|main (?:article|page)\b"
    r"|(?:all|more|further) (?:information|details?)\b[^.!?]{0,60}\b(?:found|available|is|are) (?:in|at|on|here)",
    "de": r"dies(?:er (?:text|artikel|beitrag))? ist (?:der )?teil\b"
    r"|(?:siehe(?: auch)?|vgl\.|mehr (?:dazu|infos?|informationen)|weiterlesen|hier geht|zurück zu"
    r"|weitere (?:infos?|informationen))(?:\s|:)",
    "fr": r"(?:voir(?: aussi)?|en savoir plus|lire (?:aussi|la suite)|plus d['’]infos?)(?:\s|:)",
    "es": r"(?:ver (?:también|más)|véase|leer más|más información)(?:\s|:)",
    "it": r"(?:vedi(?: anche)?|leggi (?:anche|tutto)|per (?:maggiori|ulteriori) informazioni)(?:\s|:)",
    "pt": r"(?:ver também|veja(?: também)?|leia (?:mais|também)|saiba mais|mais informações)(?:\s|:)",
    "nl": r"(?:zie(?: ook)?|lees (?:ook|meer|verder)|meer (?:info|informatie))(?:\s|:)",
    "ru": r"(?:см\.|смотри(?:те)?|читай(?:те)?|подробнее)(?:\s|:)",
    "zh": r"(?:请)?(?:参见|參見|详见|詳見|参阅|參閱|更多(?:内容|信息)|务必保留)"
    r"|\(?(?:本文(?:链接|出自|转自|来自|地址)|转载请)",
    "ja": r"(?:詳しくは|続きを読む)",
}
# First words of a sentence that goes on with what stood above it.
CONJUNCTIONS = {
    "en": r"where|with|which|whose|wherein|and|or|so that|such that|since|because|hence|thus|then",
    "de": r"wobei|mit|und|oder|dabei",
    "fr": r"où|avec|et|ou|donc",
    "es": r"donde|con|y|o",
    "it": r"dove|ove|e|quindi",
    "pt": r"onde|em que|com",
    "nl": r"waarbij|met|en",
    "ru": r"где|и|или",
    "zh": r"其中|这里|這裡",
    "ja": r"ここで|を|という|といった",
}
# First words of a sentence that follows from the one before.
CONSEQUENCES = {
    "en": r"then|hence|thus|therefore|so|where|here|it follows",
    "de": r"dann|also|daher|somit|wobei|hier",
    "fr": r"donc|ainsi|alors|où",
    "es": r"entonces|luego|donde",
    "it": r"quindi|dunque|allora|dove",
    "pt": r"portanto|então|onde",
    "nl": r"dus|waarbij",
    "ru": r"тогда|значит|где",
    "zh": r"则|因此|所以|其中|那么",
    "ja": r"したがって|ここで",
}


def _any(words: Mapping[str, str]) -> str:
    # Some authors write spaces that keep words together.
    return f"(?:{'|'.join(words.values())})".replace(" ", r"\s")


# Behind a word; Chinese and Japanese write none there.
END = r"(?:\b|(?<=[\u3000-\u9fff]))"
SUMMARY_NAME = re.compile(rf"\W*{_any(SUMMARIES)}\W*", re.IGNORECASE)
SUMMARY_LABEL = re.compile(rf"[^\w]{{0,3}}{_any(SUMMARIES)}\)?\s*(?:[:：]|\s[–—-]\s|】)\s*(?=\S)", re.IGNORECASE)
# The names of callouts whose words are one.
SUMMARY_BOXES = frozenset({"abstract", "summary", "tldr"})
ASIDE = re.compile(rf"\W*{_any(LABELS)}{END}[^.!?:：。]{{0,40}}[:：]|{_any(CREDITS)}", re.IGNORECASE)
NAVIGATION = re.compile(rf"\W*{_any(WAYS)}", re.IGNORECASE)
# More words than this say something besides where to go.
NAVIGATION_LENGTH = 140
CONTINUING = re.compile(rf"{_any(CONJUNCTIONS)}(?:[\s,，:：]|(?<=[\u3000-\u9fff]))", re.IGNORECASE)
DEPENDENT = re.compile(rf"{_any(CONSEQUENCES)}(?:[\s,，]|(?<=[\u3000-\u9fff]))", re.IGNORECASE)
