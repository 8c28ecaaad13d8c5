"""Access tokens: both kinds, their grace, their quotas, their refusals."""

import pytest

from bot.simulator import tokens
from bot.simulator.codes import ApiFailure
from bot.simulator.tokens import Tokens

APP, SECRET = "wx1", "s3cret"


class Seconds:
    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def desk(seconds: Seconds) -> Tokens:
    return Tokens(APP, SECRET, seconds)


def code_of(desk: Tokens, token: str) -> int:
    try:
        desk.check(token)
    except ApiFailure as failure:
        return failure.code
    return 0


@pytest.mark.parametrize(
    ("grant", "app", "secret", "code"),
    [
        ("client", APP, SECRET, 40002),
        ("client_credential", "wx2", SECRET, 40013),
        ("client_credential", APP, "other", 40125),
    ],
)
def test_strangers_get_no_token(desk: Tokens, grant: str, app: str, secret: str, code: int) -> None:
    with pytest.raises(ApiFailure) as refused:
        desk.identify(grant, app, secret)
    assert refused.value.code == code


def test_a_new_classic_token_leaves_the_old_one_five_minutes(desk: Tokens, seconds: Seconds) -> None:
    first, _ = desk.classic()
    second, lifetime = desk.classic()
    assert first != second
    assert lifetime == 7200
    seconds.now += 299
    assert (code_of(desk, first), code_of(desk, second)) == (0, 0)
    seconds.now += 2
    assert (code_of(desk, first), code_of(desk, second)) == (40001, 0)


def test_tokens_end_after_two_hours(desk: Tokens, seconds: Seconds) -> None:
    token, _ = desk.stable()
    seconds.now += 7200
    assert code_of(desk, token) == 42001


@pytest.mark.parametrize(("token", "code"), [("", 41001), ("made-up", 40001)])
def test_tokens_that_never_were(desk: Tokens, token: str, code: int) -> None:
    assert code_of(desk, token) == code


def test_the_stable_token_stays_until_its_last_five_minutes(desk: Tokens, seconds: Seconds) -> None:
    first, _ = desk.stable()
    seconds.now += 6800
    again, left = desk.stable()
    assert (again, left) == (first, 400)
    seconds.now += 200
    renewed, left = desk.stable()
    assert renewed != first
    assert left == 7200
    assert (code_of(desk, first), code_of(desk, renewed)) == (0, 0)


def test_force_kills_the_old_token_at_once_and_is_rationed(desk: Tokens, seconds: Seconds) -> None:
    first, _ = desk.stable()
    forced, _ = desk.stable(force=True)
    assert (code_of(desk, first), code_of(desk, forced)) == (40001, 0)
    with pytest.raises(ApiFailure) as hasty:
        desk.stable(force=True)
    assert hasty.value.code == 45011
    for _ in range(tokens.FORCE_A_DAY - 1):
        seconds.now += tokens.FORCE_GAP
        desk.stable(force=True)
    seconds.now += tokens.FORCE_GAP
    with pytest.raises(ApiFailure) as spent:
        desk.stable(force=True)
    assert spent.value.code == 45009


def test_the_two_kinds_do_not_touch_each_other(desk: Tokens) -> None:
    stable, _ = desk.stable()
    desk.classic()
    desk.classic()
    assert code_of(desk, stable) == 0


def test_classic_tokens_have_a_daily_quota(desk: Tokens, seconds: Seconds) -> None:
    for _ in range(tokens.CLASSIC_A_DAY):
        desk.classic()
    with pytest.raises(ApiFailure) as spent:
        desk.classic()
    assert spent.value.code == 45009
    seconds.now += 86_400
    desk.classic()


@pytest.mark.parametrize(("expired", "code"), [(False, 40001), (True, 42001)])
def test_all_tokens_can_be_revoked_for_a_rehearsal(desk: Tokens, expired: bool, code: int) -> None:
    token, _ = desk.stable()
    desk.revoke(expired=expired)
    assert code_of(desk, token) == code
    fresh, _ = desk.stable()
    assert code_of(desk, fresh) == 0
