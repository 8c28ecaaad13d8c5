"""Every state x event x actor, against a table written out by hand from the contract."""

import itertools

import pytest

from backend.domain.states import (
    TRANSITIONS,
    Actor,
    Event,
    IllegalTransition,
    Refusal,
    Resolution,
    Status,
    WaitingOn,
    advance,
    allowed,
    capabilities,
    default_actor,
    event_key,
    promise_kept,
    public_keys,
    status_key,
    unusual,
    waiting_on,
)

SUB, REV, AWA, PRO, REA, SHI, CLO = Status
OPEN = [SUB, REV, AWA, PRO, REA, SHI]

# event -> (from, to; None keeps the status, who)
CONTRACT = {
    "start_review": ([SUB], REV, "staff system"),
    "ask_supplement": ([REV], AWA, "staff system"),
    "supplement": ([AWA], REV, "requester staff system"),
    "approve": ([REV], PRO, "staff"),
    "mark_ready": ([PRO], REA, "staff system"),
    "ship": ([PRO], SHI, "staff system"),
    "fulfil": ([PRO, REA, SHI], CLO, "staff"),
    "close_not_found": ([REV, PRO], CLO, "staff"),
    "refer": ([SUB, REV, AWA], CLO, "staff"),
    "reject": ([SUB, REV, AWA], CLO, "staff"),
    "withdraw": ([SUB, REV, AWA], CLO, "requester staff"),
    "extend": (OPEN, None, "staff"),
    "reopen": ([CLO], REV, "staff"),
}
EVERY = list(itertools.product(Status, Event, Actor))


def may(status: Status, event: Event, actor: Actor) -> bool:
    sources, _, actors = CONTRACT[event.value]
    return status in sources and actor.value in actors.split()


@pytest.mark.parametrize(("status", "event", "actor"), EVERY)
def test_every_combination_is_as_the_contract_says(status: Status, event: Event, actor: Actor) -> None:
    if may(status, event, actor):
        step = advance(status, event, actor)
        assert step.after is (CONTRACT[event.value][1] or status)
        assert event in allowed(status, actor)
        return
    with pytest.raises(IllegalTransition) as caught:
        advance(status, event, actor)
    assert isinstance(caught.value.reason, Refusal)
    assert event not in allowed(status, actor)


def test_the_contract_table_is_the_whole_table() -> None:
    assert [event.value for event in TRANSITIONS] == list(CONTRACT)


@pytest.mark.parametrize(("status", "event", "actor"), [entry for entry in EVERY if may(*entry)])
def test_a_resolution_stands_exactly_where_the_request_closes(status: Status, event: Event, actor: Actor) -> None:
    step = advance(status, event, actor)
    assert (step.resolution is not None) == step.closes == (step.after is CLO)


@pytest.mark.parametrize(
    ("event", "status", "partly", "resolution"),
    [
        (Event.FULFIL, PRO, False, Resolution.FULFILLED),
        (Event.FULFIL, SHI, True, Resolution.PARTLY_FULFILLED),
        (Event.CLOSE_NOT_FOUND, REV, False, Resolution.NOT_FOUND),
        (Event.CLOSE_NOT_FOUND, PRO, True, Resolution.NOT_FOUND),
        (Event.REFER, SUB, False, Resolution.REFERRED),
        (Event.REJECT, AWA, False, Resolution.REJECTED),
        (Event.WITHDRAW, REV, False, Resolution.WITHDRAWN),
    ],
)
def test_resolutions(event: Event, status: Status, partly: bool, resolution: Resolution) -> None:
    assert advance(status, event, Actor.STAFF, partly=partly).resolution is resolution


def test_no_closing_happens_without_a_person() -> None:
    for status, event in itertools.product(Status, Event):
        if TRANSITIONS[event].target is CLO:
            with pytest.raises(IllegalTransition) as caught:
                advance(status, event, Actor.SYSTEM)
            if status in TRANSITIONS[event].sources:
                assert caught.value.reason is Refusal.NEEDS_PERSON


@pytest.mark.parametrize(
    ("status", "event", "actor", "reason"),
    [
        (CLO, Event.APPROVE, Actor.STAFF, Refusal.CLOSED),
        (SUB, Event.REOPEN, Actor.STAFF, Refusal.NOT_CLOSED),
        (SUB, Event.SHIP, Actor.STAFF, Refusal.WRONG_STATUS),
        (REV, Event.APPROVE, Actor.REQUESTER, Refusal.WRONG_ACTOR),
        (PRO, Event.WITHDRAW, Actor.REQUESTER, Refusal.WRONG_STATUS),
    ],
)
def test_refusals_have_a_stable_reason(status: Status, event: Event, actor: Actor, reason: Refusal) -> None:
    with pytest.raises(IllegalTransition) as caught:
        advance(status, event, actor)
    assert caught.value.reason is reason
    assert (caught.value.status, caught.value.event, caught.value.actor) == (status, event, actor)


def test_with_an_erased_request_nothing_is_done() -> None:
    with pytest.raises(IllegalTransition) as caught:
        advance(Status.CLOSED, Event.REOPEN, Actor.STAFF, erased=True)
    assert caught.value.reason is Refusal.ERASED
    assert all(allowed(status, actor, erased=True) == () for status in Status for actor in Actor)


def test_an_extension_keeps_the_status() -> None:
    step = advance(PRO, Event.EXTEND, Actor.STAFF)
    assert not step.changes_status
    assert not step.closes


@pytest.mark.parametrize(
    ("status", "turn"),
    [
        (SUB, WaitingOn.ARCHIVE),
        (REV, WaitingOn.ARCHIVE),
        (AWA, WaitingOn.REQUESTER),
        (PRO, WaitingOn.ARCHIVE),
        (REA, WaitingOn.REQUESTER),
        (SHI, WaitingOn.NOBODY),
        (CLO, WaitingOn.NOBODY),
    ],
)
def test_whose_turn_it_is(status: Status, turn: WaitingOn) -> None:
    assert waiting_on(status) is turn


@pytest.mark.parametrize("status", list(Status))
def test_what_the_applicant_may_do(status: Status) -> None:
    can = capabilities(status)
    before = status in (SUB, REV, AWA)
    assert (can.may_edit, can.may_withdraw) == (before, before)
    assert can.may_withdraw == (Event.WITHDRAW in allowed(status, Actor.REQUESTER))
    assert can.may_supplement == (Event.SUPPLEMENT in allowed(status, Actor.REQUESTER))
    assert can.may_urge == (status in (SUB, REV, PRO))


def test_the_promise_is_kept_once_the_paper_has_left() -> None:
    assert [status for status in Status if promise_kept(status)] == [REA, SHI, CLO]


def test_default_actors_may_do_what_they_are_assumed_to_do() -> None:
    for event in Event:
        assert default_actor(event) in TRANSITIONS[event].actors
    assert default_actor(Event.WITHDRAW) is Actor.REQUESTER


def test_text_keys() -> None:
    assert status_key(SUB) == "status.submitted"
    assert status_key(CLO, Resolution.NOT_FOUND) == "status.closed.not_found"
    assert status_key(PRO, Resolution.NOT_FOUND) == "status.processing"
    assert event_key(Event.FULFIL, Resolution.PARTLY_FULFILLED) == "event.fulfil.partly"
    assert event_key(Event.APPROVE) == "event.approve"
    assert len(set(public_keys())) == len(public_keys()) == 7 + 6 + 13 + 1


@pytest.mark.parametrize("method", [None, "express", "pickup", "pickup_box", "email"])
@pytest.mark.parametrize("event", list(Event))
def test_only_leaving_by_another_way_than_asked_for_is_unusual(event: Event, method: str | None) -> None:
    fits = {Event.SHIP: ("express",), Event.MARK_READY: ("pickup", "pickup_box")}
    assert unusual(event, method) == (method is not None and event in fits and method not in fits[event])
