"""A letter as a mail program reads it back: text, HTML, and the appointment for the agenda."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

import pytest
from icalendar import Calendar

from assistant.errors import MailRefused
from connectors.backends.mail.markup import to_html, to_text
from connectors.backends.mail.message import compose, message_id, read_address
from connectors.backends.mail.server import read_mail_url
from connectors.calendar_file import calendar_file
from tests.contract.letters import HERE, URL, event, letter, part, read

SENDER = read_address("balie@utrecht.example")


def sent(**changes: Any) -> EmailMessage:
    return read(compose(letter(**changes), SENDER).as_bytes())


def entry(content: Any) -> tuple[Calendar, Any]:
    calendar = Calendar.from_ical(content)
    (found,) = calendar.events
    return calendar, found


def test_the_headers_say_who_to_what_and_that_no_answer_is_needed() -> None:
    one = letter()
    content = compose(one, SENDER).as_bytes()
    message = read(content)
    assert message["Subject"] == one.subject
    assert message["To"].addresses[0].addr_spec == one.to
    (sender,) = message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (one.sender_name, "balie@utrecht.example")
    assert message["Message-ID"] == message_id(one.reference, "utrecht.example")
    assert message["Auto-Submitted"] == "auto-generated"
    assert abs(datetime.now(UTC) - message["Date"].datetime) < timedelta(minutes=5)
    assert content.isascii() and max(len(line) for line in content.split(b"\r\n")) < 998


def test_subject_and_sender_arrive_letter_for_letter() -> None:
    some = random.Random(5)
    words = ["Zoë", "–", "is", "één", "’s-Hertogenbosch", "26", "Ć", "a,b", '"x"', "<y>", "🐪", "afspraak"]  # fmt: skip
    for _ in range(300):
        text = " ".join(some.choices(words, k=some.randint(1, 25)))
        message = sent(subject=text, sender_name=text)
        raw, address = parseaddr(str(dict(message.raw_items())["From"]))
        assert message["Subject"] == text
        assert (str(make_header(decode_header(raw))), address) == (text, "balie@utrecht.example")


def test_the_message_id_tells_nothing_of_the_reference_and_differs_with_it() -> None:
    one = message_id("appointment:7:sanne@x.example", "u.example")
    assert re.fullmatch(r"<[0-9a-f]{32}@u\.example>", one)
    assert one != message_id("appointment:8:sanne@x.example", "u.example")


def test_a_letter_without_an_appointment_is_text_and_html_of_the_same() -> None:
    message = sent()
    assert message.get_content_type() == "multipart/alternative"
    kinds = [p.get_content_type() for p in message.iter_parts()]
    assert kinds == ["text/plain", "text/html"]  # the last is what a program prefers
    text = part(message, "text/plain")
    assert "U heeft een afspraak op donderdag 26 november." in text
    assert "- uw oude paspoort\n- een pasfoto (https://www.utrecht.example/foto)" in text
    assert f"Afspraak verzetten of afzeggen:\n{URL}?a=1&b=2" in text


def test_the_html_has_a_language_one_heading_one_button_and_nothing_from_elsewhere() -> None:
    html = part(sent(), "text/html")
    assert html.startswith('<!doctype html>\n<html lang="nl">')
    assert html.count("<h1") == html.count('class="button"') == 1
    assert f'href="{URL}?a=1&amp;b=2"' in html
    assert "<li>uw oude paspoort</li>" in html
    assert not re.search(r"<(?:script|img|table|link|iframe)|url\(|src=", html)
    assert "&lt;script&gt;" in html


def test_a_letter_without_a_button_has_none() -> None:
    message = sent(button=None)
    assert 'class="button"' not in part(message, "text/html")


def test_html_in_any_field_stays_text() -> None:
    attack = '"><script>alert(1)</script>'
    html = part(sent(subject=attack, sender_name=attack, text=attack), "text/html")
    assert "<script" not in html


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("een\n\ntwee", "een\n\ntwee"),
        ("een\ntwee", "een\ntwee"),
        ("Neem mee:\n- a\n- b\n\nTot dan", "Neem mee:\n\n- a\n- b\n\nTot dan"),
        ("1. a\n2. b", "1. a\n2. b"),
        ("3. a\n4. b\n   - c", "3. a\n4. b\n  - c"),
        ("- a\n\n  nog a\n- b", "- a\n  nog a\n- b"),
        ("**vet** en *schuin*", "vet en schuin"),
        ("[onze site](https://a.example)", "onze site (https://a.example)"),
        ("[https://a.example](https://a.example)", "https://a.example"),
        ("[bel](tel:14030) of [mail](mailto:a@b.example)", "bel (14030) of mail (a@b.example)"),
        ("[14 030](tel:14030)", "14 030"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
        ("", ""),
    ],
)
def test_markdown_as_plain_text(markdown: str, text: str) -> None:
    assert to_text(markdown) == text


def test_markdown_as_html_links_only_where_it_is_safe() -> None:
    assert "<a" not in to_html("[x](javascript:alert(1)) [y](data:text/html,x) [z](/pad)")
    assert to_html("[x](https://a.example)") == '<p><a href="https://a.example">x</a></p>'


def test_the_appointment_goes_with_the_letter_as_a_file() -> None:
    message = sent(event=event())
    assert message.get_content_type() == "multipart/mixed"
    first, second = message.iter_parts()
    assert first.get_content_type() == "multipart/alternative"
    assert second.get_content_type() == "text/calendar"
    assert second["Content-Type"].params["method"] == "PUBLISH"
    assert second["Content-Type"].params["charset"] == "utf-8"
    assert second.get_filename() == "afspraak.ics"
    _, found = entry(second.get_payload(decode=True))
    assert str(found["UID"]) == "afspraak-7@utrecht.example"


def test_the_calendar_file_holds_every_field() -> None:
    calendar, found = entry(calendar_file(event(sequence=2)))
    assert (str(calendar["METHOD"]), str(calendar["VERSION"])) == ("PUBLISH", "2.0")
    assert found.start == event().start and found.end == event().end
    assert str(found["DTSTART"].params["TZID"]) == "Europe/Amsterdam"
    assert str(found["SUMMARY"]) == event().title
    assert str(found["LOCATION"]) == event().place
    assert str(found["DESCRIPTION"]) == event().description
    assert (str(found["URL"]), found["SEQUENCE"], str(found["STATUS"])) == (URL, 2, "CONFIRMED")
    assert abs(datetime.now(UTC) - found["DTSTAMP"].dt) < timedelta(minutes=5)
    assert not found.walk("VALARM")


def test_a_cancelled_appointment_asks_the_agenda_to_take_it_out() -> None:
    message = sent(event=event(cancelled=True, sequence=3))
    *_, second = message.iter_parts()
    assert second["Content-Type"].params["method"] == "CANCEL"
    calendar, found = entry(second.get_payload(decode=True))
    assert (str(calendar["METHOD"]), str(found["STATUS"])) == ("CANCEL", "CANCELLED")
    assert (str(found["UID"]), found["SEQUENCE"]) == (event().uid, 3)


@pytest.mark.parametrize("month", [1, 3, 7, 10, 12])
def test_the_time_zone_in_the_file_is_the_real_one(month: int) -> None:
    """An agenda that knows no Amsterdam goes by the rules in the file."""
    start = datetime(2027, month, 28, 3, 30, tzinfo=HERE)
    calendar, found = entry(calendar_file(event(start=start.astimezone(UTC), end=start)))
    (zone,) = calendar.timezones
    by_rule = found["DTSTART"].dt.replace(tzinfo=zone.to_tz(lookup_tzid=False))
    assert by_rule.utcoffset() == start.utcoffset()


def test_nothing_in_an_appointment_can_add_a_line_to_the_file() -> None:
    attack = "x\r\nATTENDEE:mailto:a@b.example\nEND:VEVENT"
    content = calendar_file(event(uid=attack, title=attack, place=attack, description=attack))
    _, found = entry(content)
    assert "ATTENDEE" not in found
    with pytest.raises(ValueError, match="CR or LF"):
        calendar_file(event(url=attack))


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        calendar_file(event(start=datetime(2026, 11, 26, 10)))  # noqa: DTZ001


@pytest.mark.parametrize("to", ["a b@c.example", "a@b@c.example", "<a@b.example>", "a@", "@b", "a@b.example;", "a" * 250 + "@b.example", "a@" + "é" * 70 + ".example", "zoë@b.example", "a@b.example\x00"])  # fmt: skip
def test_what_is_not_one_address_is_refused(to: str) -> None:
    with pytest.raises(MailRefused) as raised:
        compose(letter(to=to), SENDER)
    assert to not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "host", "port", "tls"),
    [
        ("smtp://127.0.0.1:8025", "127.0.0.1", 8025, False),
        ("smtp://mail.example", "mail.example", 25, False),
        ("smtp://u:p@mail.example", "mail.example", 587, False),
        ("smtps://u:p@mail.example", "mail.example", 465, True),
        ("smtp://[::1]:2525", "::1", 2525, False),
    ],
)
def test_the_address_of_a_server(url: str, host: str, port: int, tls: bool) -> None:
    server = read_mail_url(url)
    assert (server.host, server.port, server.tls) == (host, port, tls)


def test_the_password_is_decoded_and_not_shown() -> None:
    server = read_mail_url("smtp://balie%40x:ge%3Aheim@mail.example")
    assert (server.user, server.password) == ("balie@x", "ge:heim")
    assert "heim" not in repr(server)


@pytest.mark.parametrize("url", ["", "mail.example:25", "http://mail.example", "smtp://", "smtp://u:geheim@mail.example:x", "smtp://u@mail.example", "smtp://:geheim@mail.example", "smtp://h:99999"])  # fmt: skip
def test_an_address_of_a_server_that_cannot_be_is_named_without_its_password(url: str) -> None:
    with pytest.raises(ValueError, match="BALIE_MAIL_URL") as raised:
        read_mail_url(url)
    assert "geheim" not in str(raised.value)
