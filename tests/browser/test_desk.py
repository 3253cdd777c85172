"""Two people at the desk and three residents at once, in real browsers, on the whole product."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assistant.domain.staff import Role, Staff
from assistant.settings import Settings
from tests.browser.axe import violations
from tools.evaluate.stack import Stack, running
from tools.staff import keep

PASSWORD = "een lang wachtwoord"
SLOW = 20_000


@pytest.fixture(scope="module")
def balie() -> Iterator[Stack]:
    with running() as stack:
        settings = Settings(database_url=stack.database_url)
        for number, name in enumerate(("Noor", "Bram")):
            roles = (Role.AGENT, Role.ADMIN) if name == "Bram" else (Role.AGENT,)
            member = Staff(f"s{number}", name.lower(), name, "rotterdam", roles)
            # Playwright has the event loop of this thread.
            with ThreadPoolExecutor(1) as other:
                other.submit(asyncio.run, keep(settings, member, PASSWORD)).result()
        yield stack


@pytest.fixture
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        context.close()


@pytest.fixture
def problems() -> list[str]:
    """What the consoles of all browsers complain about."""
    return []


def unexpected(problems: list[str]) -> list[str]:
    """Without the connection of a page that was left, and a colleague who was first."""
    return [one for one in problems if "net::ERR" not in one and "409" not in one]


def page_of(
    browser: Browser, contexts: list[BrowserContext], problems: list[str], width: int
) -> Page:
    contexts.append(browser.new_context(viewport={"width": width, "height": 800}))
    page = contexts[-1].new_page()
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    return page


def sign_in(page: Page, balie: Stack, name: str) -> None:
    page.goto(f"{balie.address}/desk")
    assert violations(page) == []
    page.get_by_text("Of met een eigen wachtwoord").click()
    page.get_by_label("Naam").fill(name)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Inloggen").click()
    expect(page.get_by_role("heading", name="In de rij")).to_be_visible()
    expect(page.locator("#status")).to_have_text("")


def say(page: Page, text: str) -> None:
    page.get_by_label("Uw vraag").fill(text)
    page.get_by_label("Uw vraag").press("Enter")


def want_a_human(page: Page, balie: Stack, about: str) -> None:
    page.goto(f"{balie.address}/rotterdam")
    say(page, about)
    expect(page.locator(".message--assistant").nth(1)).to_be_visible(timeout=SLOW)
    say(page, "ik wil een medewerker spreken")
    page.get_by_role("button", name="Chat met een medewerker").click(timeout=SLOW)
    expect(page.get_by_text("Ik heb dit gesprek doorgegeven")).to_be_visible(timeout=SLOW)


def test_two_people_and_three_residents(
    balie: Stack, browser: Browser, contexts: list[BrowserContext], problems: list[str]
) -> None:
    noor, bram = (page_of(browser, contexts, problems, 1300) for _ in range(2))
    one, two, three = (page_of(browser, contexts, problems, 360) for _ in range(3))
    sign_in(noor, balie, "noor")
    sign_in(bram, balie, "bram")
    for resident, about in ((one, "wat kost een paspoort"), (two, "mijn container is vol"),
                            (three, "ik wil trouwen")):  # fmt: skip
        want_a_human(resident, balie, about)
    for page in (noor, bram):
        expect(page.locator("#aantal")).to_have_text("3")
        expect(page.locator("#collegas")).to_contain_text("Bram" if page is noor else "Noor")

    # By the keyboard; each gets another.
    noor.keyboard.press("Alt+KeyN")
    expect(
        one.get_by_text("U praat nu met Noor, medewerker van gemeente Rotterdam")
    ).to_be_visible()
    bram.keyboard.press("Alt+KeyN")
    expect(two.get_by_text("U praat nu met Bram")).to_be_visible()
    expect(noor.locator("#pakket")).to_contain_text("wat kost een paspoort")
    expect(bram.locator("#pakket")).to_contain_text("mijn container is vol")
    for page in (noor, bram):
        expect(page.locator("#aantal")).to_have_text("1")
        assert violations(page) == []

    # Both ways; Balie is silent.
    say(one, "wat kost een rijbewijs?")
    expect(noor.locator("#log")).to_contain_text("wat kost een rijbewijs?")
    expect(noor.locator("#antwoorden")).to_contain_text("ijbewijs")  # suggested by itself
    noor.get_by_label("Uw bericht").type("Ik kijk het na")
    expect(one.locator("#status")).to_have_text("Noor typt")
    noor.keyboard.press("Enter")
    expect(one.get_by_text("Ik kijk het na")).to_be_visible()
    expect(one.locator(".message--staff .speaker").last).to_have_text("Noor, medewerker:")
    assert one.locator(".message--assistant", has_text="rijbewijs").count() == 0
    assert violations(one) == []

    # A second conversation for Noor; the first one tells that there is something new.
    noor.keyboard.press("Alt+KeyN")
    expect(three.get_by_text("U praat nu met Noor")).to_be_visible()
    say(one, "bent u er nog?")
    expect(noor.locator("#mijn button.new")).to_have_count(1)
    noor.keyboard.press("Alt+Digit1")
    expect(noor.locator("#log")).to_contain_text("bent u er nog?")

    # A reload on either side loses nothing.
    noor.get_by_label("Uw bericht").fill("Ja")
    for page in (noor, one):
        page.reload()
    expect(noor.locator("#mijn button")).to_have_count(2)
    expect(one.get_by_text("Ik kijk het na")).to_be_visible()

    # A note, an answer from the library, and on to a colleague.
    noor.locator("#mijn button").first.click()
    noor.get_by_label("Nieuwe notitie").fill("Wil weten wat het kost")
    noor.get_by_role("button", name="Bewaar").click()
    expect(noor.locator("#notities")).to_contain_text("Noor: Wil weten wat het kost")
    noor.keyboard.press("Alt+KeyA")
    noor.keyboard.type("rijbewijs kosten")
    noor.keyboard.press("Enter")
    noor.locator("#antwoorden button").first.click()
    assert noor.get_by_label("Uw bericht").input_value() != ""
    noor.keyboard.press("Alt+KeyD")
    expect(noor.get_by_label("Aan wie")).to_contain_text("Belastingdienst")
    assert violations(noor) == []
    noor.get_by_label("Aan wie").select_option(label="Bram")
    noor.get_by_label("Notitie voor de collega").fill("Is zijn rijbewijs kwijt")
    noor.get_by_role("button", name="Geef door").click()
    expect(one.get_by_text("Noor verbindt u door met een collega")).to_be_visible()
    expect(bram.locator("#aantal")).to_have_text("1")
    bram.keyboard.press("Alt+KeyN")
    expect(one.get_by_text("U praat nu met Bram")).to_be_visible()
    expect(bram.locator("#notities")).to_contain_text("Wil weten wat het kost")
    expect(bram.locator("#notities")).to_contain_text("Is zijn rijbewijs kwijt")

    # Given back, Balie answers again; ended, it says so.
    bram.get_by_role("button", name="Terug naar Balie").click()
    expect(one.get_by_text("U praat weer met Balie, de chatbot")).to_be_visible()
    say(one, "wat kost een rijbewijs?")
    expect(one.locator(".message--assistant", has_text="ijbewijs").last).to_be_visible(timeout=SLOW)
    bram.locator("#mijn button").first.click()
    bram.get_by_role("button", name="Afsluiten: opgelost").click()
    expect(two.get_by_text("Bram heeft het gesprek afgesloten")).to_be_visible()
    two.get_by_role("button", name="Ja, opgelost").click()
    two.get_by_role("button", name="Goed", exact=True).click(timeout=SLOW)
    expect(two.get_by_text("Dank u wel")).to_be_visible(timeout=SLOW)
    assert unexpected(problems) == []
    assert "Traceback" not in Path(balie.log).read_text()


def test_staff_arrange_an_appointment_and_open_an_edienst(
    balie: Stack, browser: Browser, contexts: list[BrowserContext], problems: list[str]
) -> None:
    noor = page_of(browser, contexts, problems, 1300)
    resident = page_of(browser, contexts, problems, 360)
    sign_in(noor, balie, "noor")
    want_a_human(resident, balie, "wat kost een paspoort")
    noor.keyboard.press("Alt+KeyN")
    expect(noor.locator("#kort")).to_contain_text("Vroeg om een mens, over: Paspoort aanvragen.")
    noor.keyboard.press("Alt+KeyR")
    expect(noor.get_by_label("Waarvoor")).to_have_value("paspoort")
    expect(noor.get_by_label("Tijd").locator("option").first).to_be_attached()
    assert violations(noor) == []
    noor.get_by_role("button", name="Leg vast").click()
    expect(noor.locator("#afspraak-uitkomst")).to_contain_text("Vul ook nog in")
    noor.get_by_label("Naam van de inwoner").fill("Sanne Visser")
    noor.get_by_label("Telefoonnummer", exact=True).fill("06 12345678")
    noor.get_by_role("button", name="Leg vast").click()
    expect(noor.locator("#status")).to_contain_text("De afspraak is gemaakt")
    expect(resident.locator(".message--staff").last).to_contain_text("Paspoort aanvragen")
    resident_saw = resident.locator(".message--staff").count()

    # Another day, and who comes is known; on a telephone too.
    noor.set_viewport_size({"width": 320, "height": 640})
    noor.keyboard.press("Alt+KeyR")
    expect(noor.get_by_role("button", name="Verzetten")).to_be_visible()
    assert violations(noor) == []
    wide = "document.querySelector('#afspraak').scrollWidth > innerWidth"
    assert not noor.evaluate(wide)
    noor.set_viewport_size({"width": 1300, "height": 800})
    noor.get_by_role("button", name="Verzetten").click()
    expect(noor.get_by_role("heading", name="Verzetten: Paspoort aanvragen")).to_be_visible()
    expect(noor.get_by_label("Naam van de inwoner")).to_be_hidden()
    (day,) = noor.get_by_label("Dag", exact=True).select_option(index=3)
    expect(noor.get_by_label("Tijd")).to_have_value(re.compile(f"^{day}T"))
    noor.get_by_role("button", name="Leg vast").click()
    expect(noor.locator("#status")).to_contain_text("De afspraak is verzet")
    expect(resident.locator(".message--staff")).to_have_count(resident_saw + 1)

    # The resident begins the eDienst himself.
    noor.keyboard.press("Alt+KeyE")
    noor.get_by_label("Welke").select_option(label="Verhuizing doorgeven")
    assert violations(noor) == []
    noor.get_by_role("button", name="Zet klaar").click()
    expect(
        resident.get_by_text("Noor heeft 'Verhuizing doorgeven' voor u klaargezet")
    ).to_be_visible()
    resident.get_by_role("button", name="Nu regelen").click()
    expect(resident.locator(".message--assistant").last).to_contain_text("verhui", timeout=SLOW)
    assert unexpected(problems) == []


def test_called_back(
    balie: Stack, browser: Browser, contexts: list[BrowserContext], problems: list[str]
) -> None:
    noor = page_of(browser, contexts, problems, 1300)
    resident = page_of(browser, contexts, problems, 360)
    sign_in(noor, balie, "noor")
    resident.goto(f"{balie.address}/rotterdam")
    for text, answer in (
        ("kunnen jullie mij terugbellen", "Op welk nummer kunnen wij u bellen?"),
        ("06 12345678", "eindigt op 78"),
        ("ja", "Dat is afgesproken"),
    ):
        say(resident, text)
        expect(resident.get_by_text(answer).last).to_be_visible(timeout=SLOW)
    expect(noor.locator("#aantal-bellen")).to_have_text("1")
    noor.locator("#bellen button").click()
    expect(noor.get_by_role("link", name="+31612345678")).to_be_visible()
    expect(noor.locator("#log")).to_contain_text("kunnen jullie mij terugbellen")
    expect(noor.locator("#log")).not_to_contain_text("12345678")
    assert violations(noor) == []
    noor.get_by_role("button", name="Ik bel").click()
    expect(noor.locator("#bellen")).to_contain_text("Noor")
    noor.get_by_role("button", name="Niet bereikt").click()
    expect(resident.get_by_text("Wij belden u, maar kregen u niet te pakken")).to_be_visible()
    expect(noor.locator("#bellen")).to_contain_text("1 keer niet bereikt")
    noor.locator("#bellen button").click()
    noor.get_by_role("button", name="Gesproken").click()
    expect(noor.locator("#aantal-bellen")).to_have_text("0")
    assert unexpected(problems) == []


def test_staff_sign_in_where_they_always_do(
    balie: Stack, browser: Browser, contexts: list[BrowserContext], problems: list[str]
) -> None:
    page = page_of(browser, contexts, problems, 1300)
    page.goto(f"{balie.address}/desk")
    page.get_by_role("link", name="Inloggen met uw gemeente-account").click()
    page.get_by_label("Wie bent u?").select_option(label="Bram (agent, admin)")
    page.get_by_role("button", name="Inloggen").click()
    expect(page.get_by_role("heading", name="In de rij")).to_be_visible()
    expect(page.locator(".who")).to_have_text("Bram")
    page.get_by_role("button", name="Uitloggen").click()
    page.get_by_role("link", name="Inloggen met uw gemeente-account").click()
    page.get_by_label("Wie bent u?").select_option(value="gast")
    page.get_by_role("button", name="Inloggen").click()
    expect(page.get_by_role("alert")).to_contain_text("geen rol bij Balie")
    assert violations(page) == []


def test_an_admin_says_who_works_here(
    balie: Stack, browser: Browser, contexts: list[BrowserContext], problems: list[str]
) -> None:
    for width in (1300, 320):
        page = page_of(browser, contexts, problems, width)
        sign_in(page, balie, "bram")
        page.get_by_role("link", name="Beheer").click()
        page.get_by_label("Inlognaam").fill(f"mo{width}")
        page.get_by_label("Naam die inwoners zien").fill("Mo")
        page.get_by_label("medewerker: spreekt met inwoners").check()
        page.get_by_label("Belastingen").check()
        page.get_by_role("button", name="Voeg toe").click()
        expect(page.get_by_role("status")).to_contain_text("Het wachtwoord van Mo is")
        assert violations(page) == []
        page.get_by_role("link", name="Mo", exact=True).first.click()
        expect(page.get_by_label("Belastingen")).to_be_checked()
        assert violations(page) == []
        page.get_by_role("link", name="Logboek").click()
        expect(page.get_by_text("voegde een medewerker toe").first).to_be_visible()
        assert violations(page) == []
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, f"the page is wider than {width} pixels"
    assert problems == []


def test_who_is_signed_out_sees_nothing_more(
    balie: Stack, browser: Browser, contexts: list[BrowserContext], problems: list[str]
) -> None:
    page = page_of(browser, contexts, problems, 1300)
    sign_in(page, balie, "noor")
    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_role("heading", name="Balie voor medewerkers")).to_be_visible()
    page.goto(f"{balie.address}/desk")
    expect(page.get_by_text("Of met een eigen wachtwoord")).to_be_visible()
