"""Is a message in another language than Dutch? By script, else by small words."""

from __future__ import annotations

import re

_WORDS = {
    "nl": "de het een ik is van en dat niet op te voor met wat hoe mijn u je zijn waar kan wil naar er aan ook maar heb om als die dan bij moet wanneer geen nog",
    "en": "the i is my to a and of how do can you what for in it have where need when would does with not am this are please from get an",
    "de": "ich der die das und ist nicht ein eine wie mein meine wo kann zu mit fur auf den brauche bitte sie haben wann habe muss",
    "fr": "je le la les et est un une mon ma de des pour comment ou puis vous que pas mes dans du avec bonjour voudrais quand",
    "es": "el la los un una yo mi de que en y como donde puedo para por con no necesito es mis hola quiero cuando hacer",
    "tr": "bir ve bu icin nasil nerede ben ne mi var yok benim kimlik belediye istiyorum yapabilirim alabilirim lazim merhaba nereye gerekiyor",
    "pl": "jak czy nie jest gdzie moge chce dla w na i do sie mam moj moja prosze dzien dobry potrzebuje o z kiedy musze",
}
_SETS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_TOKEN = re.compile(r"[a-zı]+")
MIN_WORDS = 3


def foreign_language(folded: str) -> str | None:
    """Code of the language of a folded text when it is clearly not Dutch, else None.

    Needs at least two small words of that language and twice as many as of Dutch.
    """
    if _ARABIC.search(folded):
        return "ar"
    if _CYRILLIC.search(folded):
        return "uk"
    tokens = _TOKEN.findall(folded)
    if len(tokens) < MIN_WORDS:
        return None
    counts = {language: sum(t in words for t in tokens) for language, words in _SETS.items()}
    dutch = counts.pop("nl")
    language, count = max(counts.items(), key=lambda item: item[1])
    return language if count >= 2 and count >= 2 * dutch and count / len(tokens) >= 0.25 else None
