"""Replies for the ear: said as one says it, and what is said of a number is read back."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.domain.conversation import Link, Reply
from assistant.domain.dutch.addresses import find_postcodes
from assistant.domain.dutch.amounts import find_money
from assistant.domain.dutch.contacts import find_phones
from assistant.domain.dutch.dates import find_dates
from assistant.domain.dutch.times import find_times
from connectors.channels.telephone.aloud import aloud, host_aloud
from connectors.channels.telephone.ear import Ear, Heard, place_of
from kb.library import Library
from tests.repo.sources import ROOT

EAR = Ear("de website")
TODAY = datetime.date(2026, 11, 23)
relaxed = settings(deadline=None)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Dat kost € 87,35.", "Dat kost zevenentachtig euro vijfendertig."),
        ("€ 5,- of € 8.000", "vijf euro of achtduizend euro"),
        ("EUR 25 of 25 euro of 1.250,50 euro", "vijfentwintig euro of vijfentwintig euro of "
         "duizend tweehonderdvijftig euro vijftig"),
        ("€ 0,50 of € 2,05", "vijftig cent of twee euro en vijf cent"),
        ("op 23-11-2026", "op drieëntwintig november tweeduizend zesentwintig"),
        ("2026-01-01", "één januari tweeduizend zesentwintig"),
        ("vanaf 3 mei", "vanaf drie mei"),
        ("1 jan. 1990", "één januari negentienhonderd negentig"),
        ("van 8.00 tot 18.00 uur", "van acht uur tot achttien uur"),
        ("9.00-17.30 uur", "negen uur tot zeventien uur dertig"),
        ("om 9:05", "om negen uur vijf"),
        ("Bel 14 010.", "Bel veertien, nul één nul."),
        ("0900-8844", "nul negen nul nul, acht acht vier vier"),
        ("Bel 112.", "Bel één één twee."),
        ("3011 AD", "dertig elf aa dee"),
        ("3001 AD", "dertig nul één aa dee"),
        ("Coolsingel 40", "Coolsingel veertig"),
        ("Kerkstraat 12-A", "Kerkstraat twaalf aa"),
        ("30% van 0,5", "dertig procent van nul komma vijf"),
        ("1,05 m²", "één komma nul vijf vierkante meter"),
        ("35 m2 en 8 km", "vijfendertig vierkante meter en acht kilometer"),
        ("2 maanden en 3 liter", "twee maanden en drie liter"),
        ("uw 18e verjaardag", "uw achttiende verjaardag"),
        ("1-2 dagen", "één tot twee dagen"),
        ("16 t/m 18 jaar", "zestien tot en met achttien jaar"),
        ("in 2026 of 1998", "in tweeduizend zesentwintig of negentienhonderd achtennegentig"),
        ("50.000 inwoners", "vijftigduizend inwoners"),
        ("Code: A3F-K7W-E9Y.", "Code: aa drie ef, kaa zeven wee, ee negen ypsilon."),
        ("code 0042", "code nul nul vier twee"),
        ("1234567", "één twee drie vier vijf zes zeven"),
        ("bijv. o.a. dit, d.w.z. dat", "bijvoorbeeld onder andere dit, dat wil zeggen dat"),
        ("uw BSN en VOG", "uw B S N en V O G"),
        ("de WOZ-waarde", "de WOZ-waarde"),
        ("een ID-kaart", "een I D kaart"),
        ("info@voorbeeld.nl", "info apenstaartje voorbeeld punt nl"),
        ("man/vrouw en/of kind", "man of vrouw of kind"),
        ("het (oude) paspoort", "het, oude, paspoort"),
    ],
)  # fmt: skip
def test_written_dutch_is_said_as_one_says_it(written: str, said: str) -> None:
    assert aloud(written) == said


@relaxed
@given(st.integers(1, 99_999_999))
def test_every_amount_is_read_back(cents: int) -> None:
    written = f"€ {cents // 100:,}".replace(",", ".") + f",{cents % 100:02}"
    [found] = find_money(aloud(written))
    assert found.cents == cents


@relaxed
@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)))
def test_every_date_is_read_back(day: datetime.date) -> None:
    for written in (f"{day.day}-{day.month}-{day.year}", day.isoformat()):
        [found] = find_dates(aloud(written), TODAY)
        assert found.day == day


# Our grammar reads no minutes below ten behind a full hour ("acht uur vijf").
@given(st.times().filter(lambda moment: moment.minute == 0 or moment.minute >= 10))
def test_every_time_is_read_back(moment: datetime.time) -> None:
    written = f"om {moment.hour}.{moment.minute:02} uur"
    [found] = find_times(aloud(written))
    read = {found.first, found.other}
    assert moment.replace(second=0, microsecond=0) in read


@given(st.from_regex(r"[1-9][0-9]{3}", fullmatch=True), st.sampled_from(["AB", "XZ", "VH", "KW"]))
def test_every_postcode_is_read_back(numbers: str, letters: str) -> None:
    [found] = find_postcodes(aloud(f"{numbers} {letters}"))
    assert found.value == f"{numbers} {letters}"


@given(st.from_regex(r"06[1-5][0-9]{7}", fullmatch=True))
def test_every_mobile_number_is_read_back(number: str) -> None:
    [found] = find_phones(aloud(f"{number[:2]} {number[2:6]} {number[6:]}"))
    assert found.value == f"+31{number[1:]}"


@relaxed
@given(st.text(alphabet="aA €1290,.-:/%()[]{}*_#@&+²\n", max_size=40))
def test_anything_can_be_said_and_no_digit_is_left(text: str) -> None:
    for line in EAR.text(text):
        assert not re.search(r"[0-9]", line), line


def test_reply_is_said_without_marks_and_its_lists_as_sentences() -> None:
    markdown = (
        "## Kosten\n\nU neemt **altijd** mee:\n\n- een pasfoto\n- € 10\n\n"
        "1. vraag aan\n2. haal op\n\n[Lees meer](https://a.example/b) of [bel](tel:14010)."
    )
    heard = EAR.reply(Reply(markdown))
    assert heard == Heard(
        (
            "Kosten.", "U neemt altijd mee:", "een pasfoto.", "tien euro.", "één: vraag aan.",
            "twee: haal op.", "Lees meer of bel.",
        ),
        ("https://a.example/b",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "said", "links"),
    [
        ("Kijk op voorbeeld.nl.", "Kijk op voorbeeld punt nl.", ()),
        ("Kijk op https://www.mijn-stad.nl/.", "Kijk op mijn streepje stad punt nl.", ()),
        ("Via https://a.nl/b?c=1&d=2.", "Via de website.", ("https://a.nl/b?c=1&d=2",)),
        ("Via a.nl/afspraak, snel.", "Via de website, snel.", ("https://a.nl/afspraak",)),
    ],
)
def test_address_is_never_spelled_out(written: str, said: str, links: tuple[str, ...]) -> None:
    assert EAR.reply(Reply(written)) == Heard((said,), links)


def test_links_of_a_reply_are_kept_once_and_only_pages() -> None:
    links = tuple(Link("x", url) for url in ("https://a.nl/b", "tel:112", "javascript:x"))
    assert EAR.reply(Reply("Zie https://a.nl/b", links=links)).links == ("https://a.nl/b",)


def test_place_is_said_by_its_name() -> None:
    assert place_of("https://www.voorbeeld.nl/a/b?c") == "voorbeeld punt nl"
    assert host_aloud("2todrive.nl") == "twee todrive punt nl"


def test_whole_library_can_be_said() -> None:
    texts = [
        text
        for article in Library(ROOT / "kb").articles()
        for text in (article.lead, *(section.text for section in article.sections))
    ]
    lines = [line for text in texts for line in EAR.text(text)]
    assert len(lines) > 1000
    wrong = [line for line in lines if re.search(r"[\d€%*_#<>]|https?:|www\.|\w\.nl\b", line)]
    assert wrong == []
