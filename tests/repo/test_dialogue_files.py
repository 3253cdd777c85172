"""Domain, rules, actions and responses name each other, without a name too many or too few."""

from __future__ import annotations

import importlib
import re
from functools import lru_cache

from rasa_sdk import Action

from assistant.domain.appointments import Method
from assistant.domain.booking.draft import Ask, Task
from assistant.domain.lookups import Result, Source
from assistant.domain.municipality import Municipality
from assistant.services.answers import HUMAN_FIRST
from assistant.services.verdicts import NO_REMARK, REMARK, SCORES
from kb.check import ACTIONS as FOLLOW_UPS
from nlu.dutch import NEUTRAL
from nlu.language import small_words
from nlu.quantities import KINDS
from tests.repo.sources import domain, examples, files, responses, rules, shown, strings

TELLS_ITS_INTENT = {"action_tell"}
# Filled in by an action or a channel, beside the values of the municipality.
FILLED_BY_ACTIONS = {
    "utter_other_municipality": {"andere_gemeente"},
    "utter_sms_read_on": {"link"},
    "utter_sms_source": {"bron", "datum"},
    "utter_perhaps": {"titel", "antwoord"},
    "utter_no_checklist": {"stappenplannen"},
    "utter_steps_progress": {"klaar", "totaal"},
    "utter_step_to_do": {"nummer", "titel", "wanneer", "tekst"},
    "utter_step_ticked": {"nummer", "titel"},
    "utter_step_done": {"nummer", "titel"},
    "utter_step_not_done": {"nummer", "titel"},
    "utter_button_open_step": {"nummer", "titel"},
    "utter_button_step_done": {"nummer"},
    "utter_code": {"code", "minuten"},
    "utter_whatsapp_more": {"link"},
    "utter_whatsapp_source": {"bron", "datum"},
    "utter_whatsapp_source_without_date": {"bron"},
    "utter_phone_confirm": {"gehoord"},
    "utter_phone_choice_first": {"keuze", "toets"},
    "utter_phone_choice_next": {"keuze", "toets"},
    "utter_phone_place": {"plek"},
    "utter_phone_not_sent": {"plek"},
    "utter_phone_sms": {"link"},
    "utter_mail_made_subject": {"wanneer"},
    "utter_mail_made": {"code", "link", "naam", "waar", "waarvoor", "wanneer"},
    "utter_mail_moved_subject": {"wanneer"},
    "utter_mail_moved": {"code", "link", "naam", "waar", "waarvoor", "wanneer"},
    "utter_mail_cancelled": {"naam", "waarvoor", "wanneer"},
    "utter_mail_not_made": {"naam", "waarvoor", "wanneer"},
    "utter_mail_reminder_subject": {"wanneer"},
    "utter_mail_reminder": {"code", "link", "naam", "waar", "waarvoor", "wanneer"},
    "utter_mail_earlier_subject": {"eerder"},
    "utter_mail_earlier": {"eerder", "link", "naam", "wanneer"},
    "utter_mail_event": {"waarvoor"},
    "utter_mail_event_code": {"code"},
    "utter_notice_made": {"code", "link", "waar", "waarvoor", "wanneer"},
    "utter_notice_moved": {"code", "link", "waar", "waarvoor", "wanneer"},
    "utter_notice_cancelled": {"waarvoor", "wanneer"},
    "utter_notice_not_made": {"waarvoor", "wanneer"},
    "utter_notice_reminder": {"waar", "waarvoor", "wanneer"},
    "utter_notice_earlier": {"eerder", "waarvoor"},
    "utter_appointment_ask_product_again": {"producten"},
    "utter_appointment_not_bookable": {"waarvoor"},
    "utter_appointment_ask_method": {"waarvoor"},
    "utter_appointment_first_places": {"waarvoor"},
    "utter_appointment_first_places_at": {"locatie", "waarvoor"},
    "utter_appointment_places_at": {"locatie"},
    "utter_appointment_nearest_at": {"locatie"},
    "utter_appointment_no_places": {"waarvoor"},
    "utter_appointment_impossible": {"gezegd"},
    "utter_appointment_past": {"gezegd"},
    "utter_appointment_contradiction": {"gezegd"},
    "utter_appointment_unknown_date": {"gezegd"},
    "utter_appointment_read_back": {
        "bevestiging",
        "naam",
        "personen",
        "waar",
        "waarvoor",
        "wanneer",
    },
    "utter_appointment_read_back_move": {"personen", "waar", "waarvoor", "wanneer", "was"},
    "utter_appointment_people": {"aantal"},
    "utter_appointment_by_email": {"adres"},
    "utter_appointment_by_sms": {"eind"},
    "utter_appointment_most_people": {"aantal"},
    "utter_appointment_note_video": {"link"},
    "utter_appointment_made": {"code", "waar", "waarvoor", "wanneer"},
    "utter_appointment_moved": {"code", "waar", "waarvoor", "wanneer"},
    "utter_appointment_again_place": {"waarvoor"},
    "utter_appointment_again_confirm": {"waarvoor", "wanneer"},
    "utter_appointment_found": {"waar", "waarvoor", "wanneer"},
    "utter_appointment_list": {"afspraken"},
    "utter_appointment_change_or_cancel": {"waarvoor", "wanneer"},
    "utter_appointment_ask_sure": {"waarvoor", "wanneer"},
    "utter_appointment_cancelled": {"waarvoor", "wanneer"},
    "utter_appointment_kept": {"waarvoor", "wanneer"},
    "utter_appointment_waits_for_earlier": {"wanneer"},
    "utter_zaken_some_open": {"aantal"},
    "utter_zaken_line": {"nummer", "soort", "status"},
    "utter_zaken_more": {"aantal"},
    "utter_zaak_head": {"nummer", "soort"},
    "utter_zaak_begun": {"dag"},
    "utter_zaak_status": {"status"},
    "utter_zaak_next": {"stap"},
    "utter_zaak_due": {"dag"},
    "utter_zaak_late": {"dag"},
    "utter_zaak_ended": {"dag"},
    "utter_zaak_result": {"resultaat"},
    "utter_zaak_unknown": {"nummer"},
    "utter_lookups_more": {"aantal"},
    "utter_edienst_read_back": {"titel"},
    "utter_edienst_handed_in": {"nummer", "titel"},
    "utter_edienst_handed_in_before": {"titel"},
    "utter_edienst_not_on_map": {"plek"},
    "utter_edienst_due": {"dag"},
    "utter_edienst_pay": {"bedrag"},
    "utter_edienst_not_paid": {"bedrag"},
    "utter_zaak_news": {"nummer", "soort", "stand"},
    "utter_zaak_news_closed": {"nummer", "soort", "stand"},
    "utter_edienst_back": {"titel"},
    "utter_edienst_back_confirm": {"titel"},
    "utter_edienst_known": {"antwoord"},
    "utter_human_offer_busy": {"aantal", "wacht"},
    "utter_handover_wait": {"minuten"},
    "utter_handover_waiting": {"plaats", "wacht"},
    "utter_handover_already": {"plaats", "wacht"},
    "utter_handover_referred": {"antwoord", "naam", "onderwerp"},
    "utter_handover_edienst": {"naam", "titel"},
    "utter_rating_remark": {"naam"},
    "utter_rating_score": {"naam"},
    "utter_rating_score_unsolved": {"naam"},
    "utter_callback_ask": {"wanneer"},
    "utter_callback_tried": {"wanneer"},
    "utter_callback_confirm": {"wanneer", "einde"},
    "utter_callback_made": {"wanneer", "einde"},
    "utter_callback_changed": {"einde"},
    "utter_callback_status": {"wanneer", "einde"},
    "utter_callback_status_tried": {"wanneer", "einde"},
    "utter_handover_now": {"naam"},
    "utter_handover_accepted": {"naam"},
    "utter_handover_transferred": {"naam"},
    "utter_handover_vanished": {"naam"},
    "utter_handover_ended": {"naam"},
    "utter_lookup_zaken": {"moment", "uitkomst"},
    "utter_lookup_brp_address": {"moment", "doel", "uitkomst"},
    "utter_lookup_brp_partner": {"moment", "doel", "uitkomst"},
}
DETAILS = {Ask.NAME, Ask.CONTACT, Ask.EMAIL, Ask.PHONE, Ask.BIRTH_DATE}
"""Asked again in the words of the question itself."""
TEXT_ROOMS = ("actions", "assistant", "connectors", "web")


@lru_cache(maxsize=1)
def actions() -> dict[str, str]:
    """Name of every action that the action server would offer, and its class."""
    for path in files("actions", suffixes={".py"}):
        importlib.import_module(".".join(path.with_suffix("").parts[-2:]))
    classes = [c for c in Action.__subclasses__() if c.__module__.startswith("actions.")]
    return {c().name(): c.__name__ for c in classes}


def rule_actions() -> dict[str, str]:
    """Intent to the action of its rule."""
    return {
        step["intent"]: rule["steps"][-1]["action"]
        for rule in rules()
        for step in rule["steps"][:1]
    }


@lru_cache(maxsize=1)
def used() -> set[str]:
    """Every response that a rule or our code can ask for."""
    names = {action for action in rule_actions().values() if action.startswith("utter_")}
    names |= {f"utter_{i}" for i, action in rule_actions().items() if action in TELLS_ITS_INTENT}
    for path in files(*TEXT_ROOMS, suffixes={".py"}):
        names |= {v for _, v in strings(path) if re.fullmatch(r"utter_[a-z_]*[a-z]", v)}
    # Names that are made at run time: f"utter_request_human_{state}".
    names |= {f"utter_request_human_{state}" for state in ("open", "closed")}
    names |= {f"utter_button_{action}" for action in FOLLOW_UPS - {HUMAN_FIRST}}
    names |= {f"utter_appointment_again_{ask}" for ask in Ask if ask not in DETAILS | {""}}
    told = ("made", "moved", "cancelled", "not_made", "reminder")
    names |= {f"utter_notice_{what}" for what in told}
    names |= {
        f"utter_mail_{what}{part}" for what in (*told, "earlier") for part in ("", "_subject")
    }
    asked = DETAILS - {Ask.NAME} | {Ask.PRODUCT}
    names |= {f"utter_appointment_ask_{ask}_again" for ask in asked}
    names |= {f"utter_appointment_{kind}_at" for kind in ("first_places", "places", "nearest")}
    names |= {f"utter_button_method_{method}" for method in Method}
    names |= {f"utter_appointment_where_{method}" for method in (Method.VIDEO, Method.PHONE)}
    names |= {f"utter_appointment_which_{task}" for task in (Task.CHANGE, Task.CANCEL)}
    names |= {f"utter_lookup_{what.value}" for what in (*Source, *Result)}
    names |= {
        f"utter_button_rating_{score}"
        for score in (*SCORES, REMARK, NO_REMARK, "solved", "unsolved")
    }
    names |= {f"utter_edienst_offer_{source.value}" for source in Source if source != Source.ZAKEN}
    codes = (set(small_words()) | {"ar", "uk"}) - {"nl"}
    kinds = [f"utter_other_language{part}" for part in ("", "_topics", "_answer")]
    return names | {f"{kind}_{code}" for kind in kinds for code in codes}


def test_every_rule_starts_with_an_intent_of_the_domain() -> None:
    assert set(rule_actions()) - set(domain()["intents"]) == set()


def test_every_intent_has_exactly_one_rule() -> None:
    assert sorted(rule_actions()) == sorted(domain()["intents"])
    assert len(rules()) == len(rule_actions())


def test_every_action_of_a_rule_exists() -> None:
    assert set(rule_actions().values()) - set(actions()) - set(responses()) == set()


def test_domain_and_actions_name_the_same_actions() -> None:
    assert sorted(domain()["actions"]) == sorted(actions())


def test_every_response_that_is_asked_for_exists() -> None:
    assert used() - set(responses()) == set()


def test_every_response_is_used() -> None:
    titles = {name for name in responses() if name.startswith("utter_title_")}
    assert set(responses()) - used() - titles == set()


def test_every_title_in_the_question_what_was_meant_is_of_an_intent() -> None:
    titles = {n.removeprefix("utter_title_") for n in responses() if n.startswith("utter_title_")}
    assert titles - set(domain()["intents"]) == set()
    assert "request_human" in titles


def test_every_placeholder_has_a_value() -> None:
    local = set(Municipality("", "", "", "", "").values())
    unknown = {
        name: missing
        for name, variants in responses().items()
        for text in variants
        if (
            missing := set(re.findall(r"\{(\w+)\}", text))
            - local
            - FILLED_BY_ACTIONS.get(name, set())
        )
    }
    assert unknown == {}


def test_every_button_of_ours_leads_to_an_intent() -> None:
    payloads = [
        (f"{shown(path)}:{line}", match[1])
        for path in files("actions", "assistant/services", suffixes={".py"})
        for line, value in strings(path)
        if (match := re.fullmatch(r"/([a-z_]+)(\{.*)?", value))
    ]
    assert payloads
    assert [item for item in payloads if item[1] not in set(domain()["intents"])] == []


def test_entities_of_the_domain_are_what_our_buttons_carry_and_what_we_find() -> None:
    text = "\n".join(path.read_text() for path in files("assistant/services", suffixes={".py"}))
    carried = set(re.findall(r'"(\w+)": "\{', text))
    assert carried | set(NEUTRAL) | set(KINDS) == set(domain()["entities"])


def test_examples_carry_no_entity_marks() -> None:
    # Entities come from buttons and from our own extractors, so a mark would train nothing.
    marked = [
        text for texts in examples().values() for text in texts if re.search(r"\]\(|\]\{", text)
    ]
    assert marked == []
