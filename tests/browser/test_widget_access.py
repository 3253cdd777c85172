"""The chat on a municipality's site for everyone: keyboard, voice, zoom, colours, languages, axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import violations
from tests.browser.chat import QUESTION, ask, log, open_chat, own, visit
from tests.browser.conftest import Site
from tests.browser.host import Host


def test_larger_text_and_more_contrast_stay_on_the_next_page(
    page: Page, host: Host, site: Site
) -> None:
    visit(page, host)
    size = "e => parseFloat(getComputedStyle(e).fontSize)"
    before = page.get_by_label(QUESTION).evaluate(size)
    page.get_by_role("button", name="Opties").click()
    page.get_by_role("button", name="Grotere letters").click()
    page.get_by_role("button", name="Meer contrast").click()
    human = page.get_by_role("button", name="Praat met een medewerker")
    expect(human).to_be_in_viewport(ratio=1)
    page.goto(f"{host.url}/andere")
    assert page.get_by_label(QUESTION).evaluate(size) > before * 1.3
    send = page.get_by_role("button", name="Versturen")
    expect(send).to_have_css("background-color", "rgb(0, 0, 0)")


VOICES = """
const spoken = window.spoken = [];
const voice = { lang: "nl-NL", name: "Claire" };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [voice], cancel: () => spoken.push("stop"), addEventListener() {},
  speak: (u) => spoken.push(`${u.lang} ${u.text}`),
}});
window.SpeechSynthesisUtterance = class extends EventTarget {
  constructor(text) { super(); this.text = text; }
};
"""


def test_answer_is_read_aloud_where_there_is_a_dutch_voice(
    page: Page, context: BrowserContext, host: Host, site: Site
) -> None:
    visit(page, host)
    ask(page, "een")
    expect(log(page)).to_contain_text("antwoord op: een")
    expect(page.get_by_role("button", name="Lees voor")).to_have_count(0)
    context.add_init_script(VOICES)
    page.reload()
    expect(log(page)).to_contain_text("antwoord op: een")
    page.get_by_role("button", name="Lees voor").last.click()
    stop = page.get_by_role("button", name="Stop met voorlezen")
    assert page.evaluate("spoken.at(-1)") == "nl-NL antwoord op: een"
    stop.click()
    expect(stop).to_have_count(0)
    assert page.evaluate("spoken.at(-1)") == "stop"


def test_keyboard_alone_is_enough(page: Page, host: Host, site: Site) -> None:
    page.goto(f"{host.url}/")
    launcher = page.get_by_role("button", name="Stel uw vraag")
    expect(launcher).to_be_visible()
    page.keyboard.press("Tab")  # the link of the page
    page.keyboard.press("Tab")
    expect(launcher).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label(QUESTION)).to_be_focused()
    page.keyboard.type("een document")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("graag")
    page.keyboard.press("Enter")
    choice = page.get_by_role("button", name="Rijbewijs verlengen")
    expect(choice).to_be_visible()
    page.keyboard.press("Shift+Tab")
    expect(choice).to_be_focused()
    page.keyboard.press("Enter")
    expect(log(page)).to_contain_text("gecontroleerd op")
    expect(own(page).first).to_have_text("een document\ngraag")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(launcher).to_be_focused()


def test_every_control_has_a_visible_focus(page: Page, host: Host, site: Site) -> None:
    visit(page, host)
    ask(page, "paspoort")
    expect(log(page)).to_contain_text("gecontroleerd op")
    page.get_by_role("button", name="Opties").click()
    page.get_by_role("heading", level=2).focus()
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        name, width = page.evaluate(
            """() => {
              const found = document.activeElement?.shadowRoot?.activeElement;
              if (!found) return ["", 0];
              const name = found.ariaLabel || found.textContent.trim() || found.id;
              return [name, parseFloat(getComputedStyle(found).outlineWidth)];
            }"""
        )
        if not name:
            break
        seen.append(name)
        assert width >= 2, name
    assert seen[:2] == ["Opties", "Sluit de chat"]
    assert seen[-3:] == ["entry", "Versturen", "Praat met een medewerker"]
    assert "Ja, dit antwoord helpt" in seen and "Gesprek met Balie" in seen


def test_small_screen_is_filled_and_nothing_behind_it_gets_the_focus(
    page: Page, host: Host, site: Site
) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    visit(page, host)
    expect(page.get_by_role("heading", name="Chat met gemeente Rotterdam")).to_be_focused()
    reached = set()
    for _ in range(20):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.localName"))
    assert reached <= {"balie-chat", "body"}
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Stel uw vraag")).to_be_focused()
    # An answer may link to this site: then the page is what one wants to see.
    open_chat(page)
    page.reload()
    expect(page.get_by_role("button", name="Stel uw vraag")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(
    ("width", "height"), [(320, 640), (320, 256), (640, 400), (900, 800)], ids=str
)
@pytest.mark.parametrize("larger", [False, True])
def test_narrow_or_zoomed_needs_no_sideways_scrolling(
    page: Page, host: Host, site: Site, width: int, height: int, larger: bool
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    visit(page, host)
    if larger:
        page.get_by_role("button", name="Opties").click()
        page.get_by_role("button", name="Grotere letters").click()
    ask(page, "wat kost een paspoort " + "x" * 120)
    expect(log(page)).to_contain_text("gecontroleerd op")
    page.get_by_role("button", name="Ja, dit antwoord helpt").click()
    wide = page.evaluate(
        """() => [document.documentElement,
          ...document.querySelector("balie-chat").shadowRoot.querySelectorAll("dialog, .log, .bubble")]
          .filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.className || e.localName)"""
    )
    assert wide == []
    human = page.get_by_role("button", name="Praat met een medewerker")
    human.scroll_into_view_if_needed()
    expect(human).to_be_in_viewport(ratio=1)


def test_motion_stops_for_who_asks_for_calm(page: Page, host: Host, site: Site) -> None:
    site.engine.slow = 60
    visit(page, host)
    ask(page, "een")
    busy = page.get_by_role("dialog").get_by_role("status")
    expect(busy).to_contain_text("zoekt")
    moves = "e => getComputedStyle(e, '::after').animationName"
    assert busy.evaluate(moves) == "dots"
    page.emulate_media(reduced_motion="reduce")
    assert busy.evaluate(moves) == "none"


def test_page_in_english_gets_english_controls_and_dutch_answers_are_marked(
    page: Page, host: Host, site: Site
) -> None:
    page.goto(f"{host.url}/?lang=en-GB")
    open_chat(page, "Ask your question")
    page.get_by_label("Your question").fill("passport paspoort")
    page.get_by_role("button", name="Send").click()
    expect(log(page)).to_contain_text("checked on 22 November 2026")
    expect(page.get_by_role("button", name="Talk to a person")).to_be_visible()
    expect(log(page).locator(".bubble").last).to_have_attribute("lang", "nl")
    expect(page.locator("balie-chat")).to_have_attribute("lang", "en")


def test_colours_are_those_of_the_municipality_or_of_its_page(
    page: Page, host: Host, site: Site
) -> None:
    launcher = page.get_by_role("button", name="Stel uw vraag")
    page.goto(f"{host.url}/?place=tilburg")
    expect(launcher).to_have_css("background-color", "rgb(230, 0, 126)")
    page.goto(f"{host.url}/?paint=%23ffcc00,%23000000")
    expect(launcher).to_have_css("background-color", "rgb(255, 204, 0)")
    expect(launcher).to_have_css("color", "rgb(0, 0, 0)")
    expect(launcher).to_have_css("font-size", "16px")
    # Yellow on white cannot be read, so the municipality's own colours stay.
    page.goto(f"{host.url}/?paint=%23ffcc00,%23ffffff")
    expect(launcher).to_have_css("background-color", "rgb(0, 129, 31)")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_axe_finds_nothing_on_a_page_with_the_chat_closed(
    page: Page, site: Site, language: str
) -> None:
    page.goto(f"{site.url}/rotterdam/widget?lang={language}")
    expect(page.locator("balie-chat").get_by_role("button")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("contrast", [False, True], ids=["own colours", "more contrast"])
@pytest.mark.parametrize("width", [900, 320])
@pytest.mark.parametrize("place", ["rotterdam", "tilburg"])
def test_axe_finds_nothing_in_an_open_conversation(
    page: Page, site: Site, place: str, width: int, contrast: bool
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site.url}/{place}/widget")
    page.get_by_role("button", name="Stel uw vraag").click()
    page.get_by_role("button", name="Opties").click()
    if contrast:
        page.get_by_role("button", name="Meer contrast").click()
    entry = page.get_by_label("Uw vraag")
    entry.fill("mijn bsn is 999990019 en ik wil een document")
    entry.press("Enter")
    page.get_by_role("button", name="Paspoort aanvragen").click()
    page.get_by_role("button", name="Ja, dit antwoord helpt").click()
    page.route("**/messages", lambda route: route.abort())
    entry.fill("en nog iets")
    entry.press("Enter")
    expect(page.get_by_role("log").get_by_text("Nog niet verstuurd")).to_be_visible()
    assert violations(page) == []


def test_axe_finds_what_is_wrong(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/rotterdam/widget")
    launcher = page.locator("balie-chat .launcher")
    launcher.evaluate("button => button.replaceChildren()")
    assert [name for name, _ in violations(page)] == ["button-name"]
