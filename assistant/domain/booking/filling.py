"""Puts what was said into the draft: in any order, and what is said later corrects."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from assistant.domain.booking.draft import Ask, Draft, Offer, Task
from assistant.domain.booking.facts import Facts
from assistant.domain.booking.wishes import (
    DayWish,
    is_bare_weekday,
    merge_days,
    merge_times,
    within_reach,
)
from assistant.domain.dutch.dates import FoundDate

MOST_PEOPLE = 20


def fill(draft: Draft, facts: Facts, today: date) -> Draft:
    """The draft with everything that a message says; unchanged where it says nothing new."""
    filled = _when(_what(draft, facts), facts, today)
    told = filled.told | {detail.value for detail in facts.told}
    if facts.name:
        told |= {"name"}
    if facts.birth_date:
        told |= {"birth_date"}
    return replace(filled, told=frozenset(told))


def _what(draft: Draft, facts: Facts) -> Draft:
    """Products, people and how they meet."""
    filled = draft
    # What is asked in between ("wat kost een rijbewijs") never comes here; what is typed where a
    # time was asked and happens to name a product is a correction.
    if facts.products and draft.task is Task.MAKE and facts.products != draft.products:
        filled = replace(filled, products=facts.products, start=None, offered=())
    if facts.people and facts.people != draft.people and facts.people <= MOST_PEOPLE:
        filled = replace(filled, people=facts.people, start=None, offered=())
    if facts.for_other:
        filled = replace(filled, for_other=True)
    if facts.method and facts.method is not draft.method:
        filled = replace(filled, method=facts.method, location="", start=None, offered=())
    return filled


def _when(draft: Draft, facts: Facts, today: date) -> Draft:
    """Days and times, or one of the places that were offered."""
    offer = _offered(draft, facts)
    if offer is not None:
        wishes = replace(draft.wishes, pick="")
        return replace(draft, location=offer.location, start=offer.start, wishes=wishes)
    wishes = draft.wishes
    base = draft.start.date() if draft.start else wishes.day
    if facts.shift and base:
        day = base + timedelta(days=facts.shift)
        moved = replace(wishes, days=(DayWish(day, day),), times=facts.times or wishes.times)
        return replace(draft, wishes=moved, start=None, offered=())
    days = merge_days(
        wishes.days, (_reached(draft, found, wish, today) for wish, found in facts.days)
    )
    times = merge_times(wishes.times, facts.times)
    if facts.any_day and not facts.days:
        days = tuple(wish for wish in days if wish.excluded)
    if facts.pick and draft.ask is Ask.PLACE and not facts.times:
        # "Maakt niet uit hoe laat" also lets go of an earlier wish for a time.
        times = times if draft.offered else tuple(wish for wish in times if wish.excluded)
    new = replace(wishes, days=days, times=times, pick=facts.pick or wishes.pick)
    if draft.start and (facts.days or facts.times) and not new.fits(draft.start):
        return replace(draft, wishes=new, start=None, offered=())
    if new == wishes:
        return draft
    return replace(draft, wishes=new, offered=draft.offered if facts.pick else ())


def _reached(draft: Draft, found: FoundDate, wish: DayWish, today: date) -> DayWish:
    """A weekday alone is that of a place that was just offered, or else beside the wish before."""
    day = wish.day
    if day is not None and draft.ask is Ask.PLACE and is_bare_weekday(found):
        shown = {offer.start.date() for offer in draft.offered}
        same = [other for other in shown if other.weekday() == day.weekday()]
        if len(same) == 1:
            return replace(wish, first=same[0], last=same[0])
    return within_reach(found, wish, wishes=draft.wishes, today=today)


def _offered(draft: Draft, facts: Facts) -> Offer | None:
    """The place that is chosen among those that were offered."""
    if draft.ask is not Ask.PLACE or not draft.offered:
        return None
    if facts.ordinal is not None and facts.ordinal < len(draft.offered):
        return draft.offered[facts.ordinal]
    says_when = facts.days or facts.times
    if facts.pick and not says_when:
        return draft.offered[0 if facts.pick == "first" else -1]
    if len(draft.offered) == 1 and facts.yes and not says_when:
        return draft.offered[0]
    fitting = [offer for offer in draft.offered if says_when and _is_meant(offer, facts)]
    return fitting[0] if len(fitting) == 1 else None


def _is_meant(offer: Offer, facts: Facts) -> bool:
    """Whether a time that was said is that of this offer, and a day too where one was said."""
    day, moment = offer.start.date(), offer.start.time()
    return (
        all(wish.covers(day) is not wish.excluded for wish, _ in facts.days)
        and any(wish.exact for wish in facts.times)
        and all(wish.covers(moment) for wish in facts.times if not wish.excluded)
    )
