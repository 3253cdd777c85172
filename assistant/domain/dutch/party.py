"""How many people come, and whether the one who writes is among them."""

from __future__ import annotations

import re

from assistant.domain.dutch.plain import plain

_OTHERS = (
    r"(?:man|vrouw|partner|vriend|vriendin|moeder|vader|ma|pa|mama|papa|oma|opa|broer|broertje|zus"
    r"|zusje|zoon|zoontje|dochter|dochtertje|kind|kindje|baby|buurman|buurvrouw|schoonmoeder"
    r"|schoonvader|schoonzoon|schoondochter|tante|oom|neef|nicht|kleinzoon|kleindochter|client"
    r"|collega|verloofde|peuter|kleuter|tweeling|ouders|kinderen|zoons|zonen|dochters|kids|jongste"
    r"|oudste|huisgenoot)"
)
_MINE = r"(?:mijn|m'n|me|mn|onze|ons|haar|zijn|de)"
_OTHER = rf"{_MINE} (?:[a-z]+ )?{_OTHERS}"
_CHILDREN = rf"{_MINE} (?P<number>\d{{1,2}}) (?:[a-z]+ )?(?:kinderen|kids|dochters|zoons|zonen)"
_SELF = r"(?:ik|mij|mijzelf|mezelf|me)(?: zelf)?"
_AND = r"(?: en|,) (?:voor )?(?:ook )?"
_COUNTED = (
    re.compile(r"\b(?:met|zijn) (?:z'n|zijn|zn|ons) (\d{1,2})(?:en|n)?\b"),
    re.compile(
        r"\b(\d{1,2}) (?:personen|persoon|mensen|volwassenen|gezinsleden|paspoorten|id-?kaarten"
        r"|identiteitskaarten|rijbewijzen|uittreksels|aanvragen|pasjes)\b"
    ),
    re.compile(r"\b(?:gezin|familie) (?:van|met) (\d{1,2})\b"),
    re.compile(r"\b(\d{1,2})[- ]?persoonsgezin\b"),
)
_WITH_CHILDREN = (
    re.compile(rf"\b{_SELF}{_AND}{_CHILDREN}\b"),
    re.compile(rf"\b{_CHILDREN}{_AND}{_SELF}\b"),
)
_WITH_ME = re.compile(rf"\b{_SELF}{_AND}{_OTHER}\b|\b{_OTHER}{_AND}{_SELF}\b")
_ONLY_ME = re.compile(
    r"\b(?:alleen (?:ik|mijzelf|mezelf|voor mij)|(?:ben|kom) alleen|in mijn eentje)\b"
)
_FOR_OTHER = re.compile(
    rf"\b(?:voor|namens|met|van) {_OTHER}\b"
    rf"|\b{_OTHER} (?:wil|moet|heeft|zoekt|kan|zou|komt)\b"
    r"|\bvoor (?:iemand anders|een ander)\b"
)


def find_people(text: str) -> int | None:
    """For how many people it is, where the words tell.

    >>> find_people("voor mij en mijn twee kinderen")
    3
    """
    read = plain(text).text
    for pattern in _COUNTED:
        if match := pattern.search(read):
            return int(match[1]) or None
    for pattern in _WITH_CHILDREN:
        if match := pattern.search(read):
            return 1 + int(match["number"])
    if _WITH_ME.search(read):
        return 2
    return 1 if _ONLY_ME.search(read) else None


def find_for_other(text: str) -> bool:
    """Whether it is for somebody else than who writes.

    >>> find_for_other("een id-kaart voor mijn moeder")
    True
    >>> find_for_other("voor mij en mijn dochter")
    False
    """
    read = plain(text).text
    if any(pattern.search(read) for pattern in (_WITH_ME, *_WITH_CHILDREN)):
        return False
    return bool(_FOR_OTHER.search(read))
