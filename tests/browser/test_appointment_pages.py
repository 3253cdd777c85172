"""The page of an appointment, and a conversation by video between two browsers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from assistant.domain.appointments import Method, Record, Stage
from assistant.services.appointment_links import Door
from tests.browser.axe import violations
from tests.browser.conftest import Site

PLAYING = (
    "video => new Promise(done => { const look = () => video.videoWidth && video.currentTime > 0 \
? done(true) : setTimeout(look, 100); look(); })"
)


@pytest.fixture
def appointment(site: Site) -> Record:
    return site.room.holds(site.room.clock.now() + timedelta(days=3, hours=1))


@pytest.fixture
def video(site: Site) -> Record:
    return site.room.holds(site.room.clock.now() + timedelta(minutes=10), Method.VIDEO)


@pytest.fixture
def other_page(context: BrowserContext, page: Page) -> Iterator[Page]:
    other = context.new_page()
    yield other
    other.close()


def address(site: Site, door: Door, record: Record) -> str:
    return f"{site.url}/{door.value}/{site.room.links.token(door, record.key)}"


def test_resident_cancels_on_the_page_after_a_second_question(
    page: Page, site: Site, appointment: Record
) -> None:
    page.goto(address(site, Door.MANAGE, appointment))
    expect(page.get_by_role("heading", level=1)).to_have_text("Uw afspraak")
    expect(page.get_by_text("Paspoort aanvragen")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Afzeggen").click()
    assert site.room.book.records[appointment.key].stage is Stage.BOOKED
    page.get_by_role("button", name="Ja, afzeggen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Uw afspraak is afgezegd")
    assert site.room.book.records[appointment.key].stage is Stage.CANCELLED
    assert site.room.system.cancelled == [appointment.system_id]


def test_resident_goes_on_to_the_chat_to_move_it(
    page: Page, site: Site, appointment: Record
) -> None:
    page.goto(address(site, Door.MANAGE, appointment))
    page.get_by_role("button", name="Verzetten in de chat").click()
    expect(page.get_by_role("log")).to_contain_text("Ik wil mijn afspraak verzetten")
    owner = site.room.book.records[appointment.key].conversation_id
    assert owner == site.engine.asked[0].conversation_id


def test_system_that_is_down_is_said_and_the_appointment_stands(
    page: Page, site: Site, appointment: Record
) -> None:
    site.room.system.down = True
    page.goto(f"{address(site, Door.MANAGE, appointment)}/afzeggen")
    page.get_by_role("button", name="Ja, afzeggen").click()
    expect(page.get_by_role("alert")).to_contain_text("Uw afspraak staat nog")
    assert site.room.book.records[appointment.key].stage is Stage.BOOKED


def test_address_that_we_did_not_sign_is_unknown(
    page: Page, site: Site, appointment: Record
) -> None:
    right = address(site, Door.MANAGE, appointment)
    for wrong in (f"{right[:-1]}{'0' if right[-1] != '0' else '1'}", f"{site.url}/afspraak/x"):
        response = page.goto(wrong)
        assert response is not None
        assert response.status == 404
    # What opens the one door opens no other.
    token = site.room.links.token(Door.MANAGE, appointment.key)
    response = page.goto(f"{site.url}/{Door.HOST.value}/{token}")
    assert response is not None
    assert response.status == 404


def test_resident_and_official_see_each_other(
    page: Page, other_page: Page, site: Site, video: Record
) -> None:
    page.goto(address(site, Door.WAIT, video))
    assert violations(page) == []
    page.get_by_role("button", name="Ga naar de wachtkamer").click()
    expect(page.get_by_role("status")).to_contain_text("U bent nummer 1 in de wachtkamer")
    other_page.goto(address(site, Door.HOST, video))
    assert violations(other_page) == []
    other_page.get_by_role("button", name="Gesprek openen").click()
    for one in (page, other_page):
        expect(one.get_by_role("status")).to_have_text("U bent verbonden.", timeout=15_000)
        assert one.locator("#theirs").evaluate(PLAYING)
    other_page.get_by_role("button", name="Stoppen").click()
    expect(page.get_by_role("status")).to_contain_text("Het gesprek is klaar")


def test_resident_who_loads_the_page_again_is_back_in_the_conversation(
    page: Page, other_page: Page, site: Site, video: Record
) -> None:
    page.goto(address(site, Door.WAIT, video))
    page.get_by_role("button", name="Ga naar de wachtkamer").click()
    other_page.goto(address(site, Door.HOST, video))
    other_page.get_by_role("button", name="Gesprek openen").click()
    expect(page.get_by_role("status")).to_have_text("U bent verbonden.", timeout=15_000)
    page.reload()
    page.get_by_role("button", name="Ga naar de wachtkamer").click()
    expect(page.get_by_role("status")).to_have_text("U bent verbonden.", timeout=15_000)
    assert page.locator("#theirs").evaluate(PLAYING)


def test_without_a_camera_the_resident_asks_to_be_called(
    page: Page, other_page: Page, site: Site, video: Record
) -> None:
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('none'))"
    )
    page.goto(address(site, Door.WAIT, video))
    page.get_by_role("button", name="Ga naar de wachtkamer").click()
    other_page.goto(address(site, Door.HOST, video))
    other_page.get_by_role("button", name="Gesprek openen").click()
    page.get_by_label("Lukt het beeld niet?").fill("06 12345678")
    page.get_by_role("button", name="Bel mij").click()
    link = other_page.get_by_role("link", name="06 12345678")
    expect(link).to_have_attribute("href", "tel:0612345678")


def test_camera_is_allowed_on_these_pages_only(page: Page, site: Site, video: Record) -> None:
    here = page.goto(address(site, Door.WAIT, video))
    assert here is not None
    assert "camera=(self)" in here.headers["permissions-policy"]
    chat = page.goto(f"{site.url}/rotterdam")
    assert chat is not None
    assert "camera=()" in chat.headers["permissions-policy"]
