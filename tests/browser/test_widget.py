"""The chat on a municipality's own site: another origin, and nothing allowed but our files."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.chat import QUESTION, ask, log, open_chat, own, visit
from tests.browser.conftest import Site
from tests.browser.host import Host


def test_resident_asks_and_gets_an_answer_with_link_and_source(
    page: Page, host: Host, site: Site
) -> None:
    visit(page, host)
    expect(log(page)).to_contain_text("kunstmatige intelligentie (AI)")
    expect(log(page)).to_contain_text("chatbot")
    ask(page, "wat kost een paspoort")
    expect(log(page)).to_contain_text("gecontroleerd op 22 november 2026")
    expect(log(page).locator("strong")).to_have_text("persoonlijk")
    expect(log(page).get_by_role("listitem").first).to_have_text("neem een pasfoto mee")
    link = page.get_by_role("link", name="Afspraak maken")
    expect(link).to_have_attribute("href", "https://www.rotterdam.example/afspraak")
    expect(page.get_by_label(QUESTION)).to_be_focused()
    expect(page.get_by_label(QUESTION)).to_have_value("")
    assert page.context.cookies() == []


def test_choice_is_a_button_and_a_human_is_one_click_away(
    page: Page, host: Host, site: Site
) -> None:
    visit(page, host)
    ask(page, "een nieuw document")
    page.get_by_role("button", name="Paspoort aanvragen").click()
    expect(log(page)).to_contain_text("gecontroleerd op")
    human = page.get_by_role("button", name="Praat met een medewerker")
    expect(human).to_be_in_viewport(ratio=1)
    human.click()
    expect(log(page)).to_contain_text("U kunt ons bellen")
    assert [m.payload for m in site.engine.asked[1:]] == [
        '/faq{"article": "paspoort"}',
        "/request_human",
    ]


def test_reload_shows_the_conversation_and_leaves_the_focus_alone(
    page: Page, host: Host, site: Site
) -> None:
    visit(page, host)
    ask(page, "mijn bsn is 999990019")
    expect(log(page)).to_contain_text("antwoord op: mijn bsn is [BSN]")
    expect(own(page)).to_have_text(["mijn bsn is [BSN]"])
    page.get_by_label(QUESTION).fill("half getypt")
    page.reload()
    expect(own(page)).to_have_text(["mijn bsn is [BSN]"])
    expect(log(page).locator(".message")).to_have_count(4)
    expect(page.get_by_label(QUESTION)).to_have_value("half getypt")
    assert page.evaluate("document.activeElement.localName") == "body"
    page.get_by_role("button", name="Sluit de chat").click()
    page.get_by_role("link", name="Andere pagina").click()
    open_chat(page)
    expect(log(page).locator(".message")).to_have_count(4)


def test_two_tabs_show_the_same_conversation(
    page: Page, context: BrowserContext, host: Host, site: Site
) -> None:
    visit(page, host)
    early = context.new_page()
    visit(early, host)
    ask(page, "een")
    expect(log(page)).to_contain_text("antwoord op: een")
    late = context.new_page()
    visit(late, host)
    for tab, text in ((early, "twee"), (late, "drie")):
        ask(tab, text)
        expect(log(page)).to_contain_text(f"antwoord op: {text}")
    for tab in (page, early, late):
        expect(own(tab)).to_have_text(["een", "twee", "drie"])
        expect(log(tab).locator(".message")).to_have_count(7)
    assert len({message.conversation_id for message in site.engine.asked}) == 1


def test_offline_is_told_and_what_was_typed_is_sent_once(
    page: Page, context: BrowserContext, host: Host, site: Site
) -> None:
    visit(page, host)
    context.set_offline(True)
    status = page.get_by_role("dialog").get_by_role("status")
    expect(status).to_contain_text("geen internet")
    expect(status).to_contain_text("14 010")
    ask(page, "een")
    ask(page, "twee")
    expect(log(page).get_by_text("Nog niet verstuurd").first).to_be_visible()
    assert site.engine.asked == []
    context.set_offline(False)
    expect(log(page)).to_contain_text("antwoord op: twee", timeout=15000)
    expect(log(page).get_by_text("Nog niet verstuurd")).to_have_count(0)
    expect(status).to_be_empty()
    assert [message.text for message in site.engine.asked] == ["een", "twee"]
    page.reload()
    expect(own(page)).to_have_text(["een", "twee"])


def test_first_message_whose_answer_got_lost_arrives_once(
    page: Page, host: Host, site: Site
) -> None:
    lost: list[int] = []

    def lose(route: Route) -> None:
        if route.request.method != "POST" or len(lost) == 2:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/rotterdam/messages", lose)
    visit(page, host)
    ask(page, "een")
    expect(log(page)).to_contain_text("antwoord op: een", timeout=20000)
    expect(own(page)).to_have_text(["een"])
    assert lost == [202, 202]
    assert len(site.engine.asked) == 1


def test_server_restarted_loses_nothing(page: Page, host: Host, site: Site) -> None:
    visit(page, host)
    ask(page, "een")
    expect(log(page)).to_contain_text("antwoord op: een")
    site.engine.slow = 60
    ask(page, "twee")
    status = page.get_by_role("dialog").get_by_role("status")
    expect(status).to_contain_text("zoekt het antwoord")
    site.stop()
    expect(status).to_contain_text("verbinding")
    ask(page, "drie")
    expect(log(page).get_by_text("Nog niet verstuurd")).to_be_visible()
    site.engine.slow = 0
    site.start()
    expect(log(page)).to_contain_text("antwoord op: drie", timeout=30000)
    expect(log(page)).to_contain_text("antwoord op: twee")
    expect(own(page)).to_have_text(["een", "twee", "drie"])
    expect(status).to_be_empty()


def test_token_that_is_no_longer_good_begins_anew(page: Page, host: Host, site: Site) -> None:
    visit(page, host)
    ask(page, "een")
    expect(log(page)).to_contain_text("antwoord op: een")
    page.evaluate(
        "for (const [name, kept] of Object.entries(sessionStorage)) "
        'sessionStorage.setItem(name, kept.replace(/"token":"./, \'"token":"?\'))'
    )
    page.reload()
    ask(page, "twee")
    expect(log(page)).to_contain_text("antwoord op: twee")
    expect(own(page)).to_have_text(["twee"])


def test_refusal_is_shown_and_the_message_can_be_sent_again(
    page: Page, host: Host, site: Site
) -> None:
    visit(page, host)
    ask(page, "een document")
    choice = page.get_by_role("button", name="Paspoort aanvragen")
    expect(choice).to_be_visible()
    refusal = {"status": 422, "detail": "Dat kan niet", "html": "<p>Dat kan niet <b>nu</b></p>"}
    page.route("**/rotterdam/messages", lambda route: route.fulfill(status=422, json=refusal))
    choice.click()
    expect(log(page)).to_contain_text("Dat kan niet <b>nu</b>")
    page.unroute("**/rotterdam/messages")
    page.get_by_role("button", name="Opnieuw versturen").click()
    expect(log(page)).to_contain_text("gecontroleerd op")


def test_feedback_is_kept_without_personal_numbers(page: Page, host: Host, site: Site) -> None:
    visit(page, host)
    ask(page, "paspoort")
    thumb = page.get_by_role("button", name="Nee, dit antwoord helpt niet")
    thumb.click()
    status = page.get_by_role("dialog").get_by_role("status")
    expect(status).to_have_text("Bedankt voor uw reactie.")
    page.get_by_label("Wilt u zeggen waarom?").fill("bel mij, bsn 999990019")
    page.get_by_role("button", name="Reactie versturen").click()
    expect(page.get_by_label("Wilt u zeggen waarom?")).to_have_count(0)
    expect(thumb).to_be_focused()
    [kept] = site.feedback.kept.values()
    assert (kept.helpful, kept.text) == (False, "bel mij, bsn [BSN]")
    page.reload()
    expect(thumb).to_have_attribute("aria-pressed", "true")
    expect(log(page).get_by_role("group")).to_have_count(1)


def test_conversation_can_be_saved_as_a_text_file(page: Page, host: Host, site: Site) -> None:
    visit(page, host)
    ask(page, "wat kost een paspoort")
    expect(log(page)).to_contain_text("gecontroleerd op")
    page.get_by_role("button", name="Opties").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Bewaar het gesprek").click()
    assert download.value.suggested_filename.startswith("balie-rotterdam-20")
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert "U zegt:\nwat kost een paspoort" in text
    assert "- Afspraak maken: https://www.rotterdam.example/afspraak" in text
    assert "Helpt dit antwoord" not in text


def test_markup_of_a_resident_is_text(page: Page, host: Host, site: Site) -> None:
    visit(page, host)
    ask(page, "<img src=x onerror=alert(1)> **vet**")
    expect(log(page)).to_contain_text("antwoord op: <img src=x onerror=alert(1)>")
    assert log(page).locator("img").count() == 0


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>a &amp; b<br>\nc</p>", "<p>a &amp; b<br>\nc</p>"),
        ('<ol start="3"><li>x</li></ol>', '<ol start="3"><li>x</li></ol>'),
        (
            '<p><a href="https://a.nl/?b=1&amp;c=2">a</a></p>',
            '<p><a href="https://a.nl/?b=1&amp;c=2" rel="noopener">a</a></p>',
        ),
        ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
        (
            '<a href="https://a.nl" onclick="x()">a</a>',
            '<a href="https://a.nl" rel="noopener">a</a>',
        ),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ("<p><strong>a</p>b", "<p><strong>ab</strong></p>"),
        ("</p></p>a &euro; <", "a &amp;euro; &lt;"),
    ],
)
def test_only_tags_on_the_list_become_elements(
    page: Page, site: Site, html: str, shown: str
) -> None:
    page.goto(f"{site.url}/rotterdam/widget")
    got = page.evaluate(
        """async (html) => {
          const { code } = await (await fetch("widget.json")).json();
          const { fromHtml } = await import(code.replace("main.js", "markup.js"));
          const holder = document.createElement("div");
          holder.append(fromHtml(html));
          return holder.innerHTML;
        }""",
        html,
    )
    assert got == shown


def test_page_that_names_the_script_twice_has_one_chat(page: Page, host: Host, site: Site) -> None:
    page.goto(f"{host.url}/?twice=1")
    expect(page.get_by_role("button", name="Stel uw vraag")).to_have_count(1)
    page.wait_for_load_state("networkidle")
    expect(page.locator("balie-chat")).to_have_count(1)


def test_site_that_the_municipality_did_not_name_gets_no_chat(
    context: BrowserContext, host: Host, site: Site
) -> None:
    page = context.new_page()
    warnings: list[str] = []
    page.on("console", lambda m: warnings.append(m.text) if m.type == "warning" else None)
    with page.expect_console_message(lambda m: "origins" in m.text):
        page.goto(host.url.replace("127.0.0.1", "localhost"))
    expect(page.locator("balie-chat")).to_have_count(0)
    assert len(warnings) == 1
