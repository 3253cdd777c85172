"""Reports about public space: told in one sentence, with a spot and a photo."""

from __future__ import annotations

import pytest

from tests.unit.ediensten.room import Room

pytestmark = pytest.mark.asyncio
PHOTO = b"\xff\xd8\xff\xe0 a photo"
STORY = "de lantaarnpaal op de hoek van de Lijnbaan en de Kerkstraat is al twee weken stuk"
ARTICLE = "melding-openbare-ruimte-straatverlichting"


@pytest.fixture
def room() -> Room:
    return Room()


async def test_one_sentence_tells_what_where_and_which_kind(room: Room) -> None:
    said = await room.begin(STORY, ARTICLE)
    assert "Bel dan 112" in said and "Heeft u een foto" in said
    assert room.step.reply is not None and room.step.reply.articles == (ARTICLE,)
    said = await room.say("nee geen foto")
    for part in ("hoek Lijnbaan en Kerkstraat, Rotterdam", "Straatverlichting", "Foto: nee"):
        assert part in said
    assert room.handed_in == []
    assert "Het is ingediend" in await room.say("ja klopt")
    (new,) = room.handed_in
    assert new.properties["melding"] == STORY
    assert new.properties["categorie"] == "lantaarnpaal-straatverlichting"
    assert new.spot is not None and (new.spot.street, new.initiator) == ("Lijnbaan", None)


async def test_what_is_not_told_is_asked(room: Room) -> None:
    assert "Wat is er aan de hand" in await room.begin("ik wil een melding doen")
    assert "Waar is het" in await room.say("er is iets vies")
    assert "Waar gaat het over" in await room.say("Coolsingel 40")
    assert "foto" in await room.press("Hondenpoep")
    await room.press("Overslaan")
    await room.press("Ja, indienen")
    (new,) = room.handed_in
    assert new.spot is not None and new.spot.number == "40"


async def test_photo_travels_along(room: Room) -> None:
    await room.begin(STORY, ARTICLE)
    assert "nog geen foto gekregen" in await room.say("ja")
    assert "Foto: 1" in await room.send(PHOTO)
    await room.say("ja")
    (new,) = room.handed_in
    assert [file.content for file in new.files] == [PHOTO]
    assert [files for _, _, files in room.uploads.kept.values()] == [()]


async def test_spot_that_no_map_knows_keeps_its_words(room: Room) -> None:
    await room.begin("melding doen")
    said = await room.say("de prullenbak is vol", "bij het bankje achter de molen", "geen foto")
    assert "bij het bankje achter de molen (niet op de kaart gevonden)" in said
    said = await room.say("nee, het is Kerkstraat 3")
    assert "Kerkstraat 3, Rotterdam" in said and "niet op de kaart" not in said


async def test_map_that_is_down_loses_nothing(room: Room) -> None:
    await room.begin("melding doen")
    await room.say("overal troep")
    room.map.down = True
    assert "niet opzoeken" in await room.say("Kerkstraat 3")
    room.map.down = False
    assert "foto" in await room.say("Kerkstraat 3")
    assert "Zwerfvuil" in await room.say("geen foto")


async def test_point_of_a_phone_is_a_spot(room: Room) -> None:
    await room.begin("melding doen")
    await room.say("overal troep", "51.91903, 4.47681", "geen foto", "ja")
    (new,) = room.handed_in
    assert new.spot is not None and (new.spot.lat, new.spot.lon) == (51.91903, 4.47681)


async def test_on_the_telephone_nobody_is_asked_for_a_photo() -> None:
    room = Room("telephone")
    said = await room.begin(STORY, ARTICLE)
    assert "Klopt dit" in said and "Foto: nee" in said
    assert "Het is ingediend" in await room.say("ja")


async def test_spot_alone_is_no_story(room: Room) -> None:
    assert "Wat is er aan de hand" in await room.begin("51.91903, 4.47681", ARTICLE)
    said = await room.say("overal zwerfvuil", "geen foto")
    assert "Lijnbaan 1" in said and "Melding: overal zwerfvuil" in said


async def test_correction_that_the_map_cannot_read_is_not_lost_by_trying_again(room: Room) -> None:
    await room.begin(STORY, ARTICLE)
    await room.say("geen foto")
    room.map.down = True
    assert "lukt nu even niet" in await room.say("nee, het is Kerkstraat 3")
    # "Again" would say yes to what was not corrected.
    assert "Opnieuw proberen" not in room.titles
    room.map.down = False
    assert "Kerkstraat 3, Rotterdam" in await room.say("nee, het is Kerkstraat 3")
    assert room.handed_in == []
