"""The name of a resident, said among other things or as an answer to the question for it."""

from __future__ import annotations

import re

_LETTER = r"A-Za-zÀ-ÖØ-öø-ÿĀ-ž"
_WORD = rf"'?[{_LETTER}](?:[{_LETTER}]|['’.-](?=[{_LETTER}]))*\.?"
_NAME = rf"{_WORD}(?: {_WORD}){{0,5}}"
_TELLS = re.compile(
    r"\b(?:ik heet|(?:mijn |m'n |mn |de )?naam is|op (?:de )?naam(?: van)?|t\.?n\.?v\.?"
    rf"|(?:u|je) spreekt met|naam ?:|naam(?= [A-Z]))[ ,:]+(?P<name>{_NAME})",
    re.IGNORECASE,
)
_STOPS = re.compile(
    r"[,;:?!()\[\]\d@\n]|(?<=[a-z]{2})\.(?: |$)"
    r"|\b(?:en|mijn|met|ik|is|geboren|tel|telefoon|telefoonnummer|mail|e-?mail(?:adres)?|graag|aub"
    r"|alsjeblieft|alstublieft|bedankt|om|voor|op|nummer|morgen|overmorgen|maandag|dinsdag"
    r"|woensdag|donderdag|vrijdag|zaterdag|wil|zou|bel|bereikbaar)\b",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"^(?:(?:eh+m*|uh+m*|euh|nou|ja|ok[eé]?|goed|hoi|hallo|dat is|dat wordt|doe maar|zet maar"
    r"|gewoon|maar|op naam van|op|naam|voor|met|ik ben|het is|is|die is|mevrouw|meneer|mevr\.?"
    r"|dhr\.?|de heer|mw\.?|mr\.?)[ ,:]+)+",
    re.IGNORECASE,
)
_TITLE = re.compile(r"^(?:mevrouw|meneer|mevr\.?|dhr\.?|de heer|mw\.?) ", re.IGNORECASE)
_ENDING = re.compile(
    r"(?:[ ,]+(?:graag|aub|alsjeblieft|alstublieft|bedankt|dank je|dank u|hoor|is mijn naam|dus"
    r"|denk ik))+[. !]*$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"(?:,? ?(?:en )?(?:mijn )?(?:e-?mail(?:adres)?|mail|tel|telefoon|nummer)(?: is|:)? ?)?"
    r"\[[a-z-]+\]",
    re.IGNORECASE,
)
"""What was masked beside a name: "Sanne Visser, mail is [e-mailadres]"."""
# Words that are in no name, however it is spelled: an answer with one of them is no name.
_NO_NAME = frozenset(
    """
    ja nee niet wel wat wie waar wanneer hoe waarom welke welk kan kunt kun mag moet wil zou hoeft
    weet doe doen afspraak paspoort id-kaart idkaart identiteitskaart rijbewijs uittreksel kosten
    kost meenemen tijd dag datum uur morgen overmorgen vandaag maandag dinsdag woensdag donderdag
    vrijdag zaterdag zondag januari februari maart april juni juli augustus september oktober
    november december week maand ochtend middag avond ik je jij u wij we jullie een geen mijn uw
    jouw dit dat deze die er maar ook nog toch liever anders stop stoppen annuleren afzeggen
    verzetten medewerker mens iemand mailen mail email e-mail telefoon telefoonnummer nummer bellen
    bel adres naam bedankt dank hallo hoi goedemorgen goedemiddag prima goed oke oké klopt graag
    zeker later eerder eerste laatste maakt uit waarvoor nodig privacy zelf hetzelfde kwijt heb hebt
    heeft is zijn ben bent was moeten gemeente beter snel echt hier daar nu even straks opnieuw fout
    verkeerd anoniem gegevens geef geven zeg zeggen
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
_MAX_WORDS = 6
_PARTICLES = frozenset(
    ("van", "de", "den", "der", "het", "'t", "ten", "ter", "te", "v.d.", "la", "le", "du", "von")
)


def find_name(text: str, asked: bool) -> str:
    """The name that someone tells, neatly spelled; empty where there is none.

    `asked`: a name was asked for, so that a bare name is one too.

    >>> find_name("ik heet jan de vries", asked=False)
    'Jan de Vries'
    """
    told = _TELLS.search(text)
    if told:
        name = _TITLE.sub("", _STOPS.split(told["name"])[0].strip())
        if not _is_other(name):
            return _neat(name)
    if not asked or "?" in text:
        return ""
    bare = _FILLER.sub("", _ADDRESS.sub("", text).strip(" ,;."))
    bare = _ENDING.sub("", bare).strip(" .!,")
    turned = re.fullmatch(rf"(?P<last>{_NAME}), ?(?P<first>{_NAME})", bare)
    if turned:
        last = turned["last"]
        # "De Vries, Jan": behind a first name the particle is small.
        small = last.partition(" ")[0].lower()
        last = small + last[len(small) :] if small in _PARTICLES else last
        bare = f"{turned['first']} {last}"
    if len(bare.split()) > _MAX_WORDS or _is_other(bare) or not re.fullmatch(_NAME, bare):
        return ""
    return _neat(bare)


def _is_other(text: str) -> bool:
    """Whether there is a word in it that is in no name."""
    return bool({word.casefold().strip(".,") for word in text.split()} & _NO_NAME)


def _neat(name: str) -> str:
    """With capitals where they belong; what was typed with capitals stays as it is."""
    words = name.strip(" .,").split()
    while words and words[-1].casefold() in _PARTICLES:
        words.pop()
    if not words or not any(len(word.strip(".")) > 1 for word in words):
        return ""
    if any(word != word.lower() for word in words) and not name.isupper():
        return " ".join(words)
    small = [word.lower() for word in words]
    return " ".join(
        word if index and word in _PARTICLES else _capital(word) for index, word in enumerate(small)
    )


def _capital(word: str) -> str:
    """One word of a name: "ij" is one letter, and each part of a double name has its capital."""
    parts = [
        "IJ" + part[2:] if part.startswith("ij") else part[:1].upper() + part[1:]
        for part in word.split("-")
    ]
    return "-".join(parts)
