"""The table of routes is complete, and each role gets what it says; a change needs token and origin."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from backend.auth.permissions import ROLES, Bit
from backend.console import guard
from backend.edge import service_only

STAND_INS = {
    "{key}": "0" * 32,
    "{attachment_id}": "00000000-0000-7000-8000-000000000000",
    "{shift_id}": "00000000-0000-7000-8000-000000000000",
    "{reply_id}": "00000000-0000-7000-8000-000000000000",
    "{rest:path}": "no/such/page",
}
# Never ends, or ends the very session that the other tries need.
NOT_TRIED = {"/console/live", "/console/logout"}
PUBLIC_OUTSIDE = ("/healthz", "/readyz", "/metrics", "/openapi.json", "/api/v1/progress/", "/api/v1/catalogue", "/h5")


def routes(app: FastAPI) -> Iterator[tuple[str, str, object]]:
    for route in iter_route_contexts(app.routes):
        for method in (route.methods or set()) - {"HEAD", "OPTIONS"}:
            yield method, route.path, route


def address(path: str) -> str:
    for name, value in STAND_INS.items():
        path = path.replace(name, value)
    # Rooms bring names of their own.
    while "{" in path:
        head, _, rest = path.partition("{")
        path = f"{head}0{rest.partition('}')[2]}"
    return path


def test_every_console_route_is_listed_and_every_listed_route_exists(app: FastAPI) -> None:
    there = {(method, path) for method, path, _ in routes(app) if path.startswith("/console")}
    assert there == set(guard.table())


def test_what_shows_a_persons_papers_takes_the_right_to_the_room_too() -> None:
    showing = [
        rules for (_, path), rules in guard.table().items() if path.endswith(("{attachment_id}", "papers/{which}"))
    ]
    assert len(showing) == 3
    assert all({"desk.view", "queue.view"}.intersection(rules) and Bit.SEE_REQUESTER in rules for rules in showing)


def test_every_other_route_asks_for_the_service_token_or_is_known_to_be_public(app: FastAPI) -> None:
    for _, path, route in routes(app):
        if path.startswith(("/console", *PUBLIC_OUTSIDE)):
            continue
        calls = {one.call for one in route.dependant.dependencies}
        assert service_only in calls, f"{path} is open to everybody"


@pytest.mark.parametrize("role", [*ROLES, "see_requester"])
async def test_each_role_gets_what_the_table_says(app: FastAPI, browser, staff, role: str) -> None:
    bits = ROLES.get(role, frozenset({Bit.SEE_REQUESTER}))
    await staff("somebody", *([role] if role in ROLES else []), bits=() if role in ROLES else (role,))
    one = browser()
    await one.sign_in("somebody")
    token = {"X-CSRF-Token": await one.token()}
    for (method, path), rules in guard.table().items():
        if path in NOT_TRIED:
            continue
        answer = await one.http.request(method, address(path), headers=token)
        allowed = rules in ((guard.PUBLIC,), (guard.STAFF,)) or bits.issuperset(rules)
        assert (answer.status_code != 403) == allowed, f"{role} {method} {path}: {answer.status_code}"
        # 502: WeChat, which some pages speak to, is not there.
        assert answer.status_code not in (500, 504), f"{role} {method} {path}: {answer.status_code}"


async def test_without_a_session_every_page_leads_to_the_door(browser) -> None:
    one = browser()
    for (method, path), rules in guard.table().items():
        if rules == (guard.PUBLIC,):
            continue
        answer = await one.http.request(method, address(path))
        assert answer.status_code == 303 and answer.headers["location"].startswith("/console/login"), path


async def test_every_answer_carries_the_security_headers(browser, staff) -> None:
    await staff("wang", "hotline")
    one = browser()
    await one.sign_in("wang")
    for path in ("/console/login", "/console/desk", "/console/none", "/console/rota?week=nonsense"):
        answer = await one.http.get(path)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_change_from_another_site_is_refused_with_the_token_too(browser, staff, headers) -> None:
    await staff("wang", "hotline")
    one = browser()
    assert (await one.http.post("/console/login", data={"username": "wang"}, headers=headers)).status_code == 403
    await one.sign_in("wang")
    token = await one.token()
    answer = await one.http.post("/console/alive", data={"csrf": token}, headers=headers)
    assert answer.status_code == 403


async def test_a_change_needs_this_sessions_token(browser, staff) -> None:
    await staff("wang", "hotline")
    await staff("zhao", "hotline")
    one, other = browser(), browser()
    await one.sign_in("wang")
    await other.sign_in("zhao")
    for token in ("", "guess", await other.token()):
        assert (await one.http.post("/console/alive", data={"csrf": token})).status_code == 403
    own = {"Origin": "http://console.test", "Sec-Fetch-Site": "same-origin", "X-CSRF-Token": await one.token()}
    assert (await one.http.post("/console/alive", headers=own)).status_code == 204


@pytest.mark.parametrize(
    ("path", "headers", "present"),
    [
        ("/console/desk", {}, True),
        ("/console/desk/list", {"X-Lantai-Background": "1"}, False),
        (f"/console/desk/talks/{'0' * 32}/files/00000000-0000-7000-8000-000000000000", {}, False),
        ("/console/live", {}, False),
    ],
)
async def test_what_a_page_fetches_by_itself_is_nobodys_presence(browser, staff, sql, path, headers, present) -> None:
    await staff("wang", "archivist")
    one = browser()
    await one.sign_in("wang")
    sql.execute("update staff_sessions set last_seen_at = last_seen_at - interval '5 minutes'")
    before = sql.execute("select last_seen_at from staff_sessions").fetchone()
    if path == "/console/live":
        # The stream ends with its session, whose end is here already when it looks again.
        sql.execute("update staff_sessions set ends_at = now() + interval '1 second'")
    await one.http.get(path, headers=headers)
    assert (sql.execute("select last_seen_at from staff_sessions").fetchone() != before) == present


async def test_on_the_real_platform_nothing_goes_without_a_second_factor(browser, staff, settings) -> None:
    settings.simulator, settings.wechat_app_id = "off", "wx0123456789abcdef"
    await staff("wang", "hotline")
    one = browser()
    await one.sign_in("wang")
    assert (await one.http.get("/console/desk")).headers["location"] == "/console/account?told=enrol"
    page = await one.http.get("/console/account")
    assert page.status_code == 200 and 'name="live"' not in page.text and "/console/nav" not in page.text
    token = {"X-CSRF-Token": await one.token()}
    assert (await one.http.post("/console/alive", headers=token)).status_code == 204
    assert (await one.http.post("/console/logout", headers=token)).headers[
        "location"
    ] == "/console/login?told=signed_out"


@pytest.mark.parametrize(
    "path",
    [
        "/console/rota?week=0001-01-01",
        "/console/rota?week=9999-12-31",
        "/console/reports?first=0001-01-01&last=0001-01-02",
        "/console/reports/data?last=9999-12-31",
        "/console/reports/export?last=0001-01-01",
    ],
)
async def test_days_beyond_any_calendar_are_refused_in_words(browser, staff, path: str) -> None:
    await staff("boss", "supervisor")
    one = browser()
    await one.sign_in("boss")
    answer = await one.http.get(path)
    assert answer.status_code == 422 and "<h1>" in answer.text


async def test_a_shift_for_nobody_or_in_no_year_is_refused(browser, staff) -> None:
    boss = await staff("boss", "supervisor")
    one = browser()
    await one.sign_in("boss")
    shift = {"staff_id": boss, "day": "2026-11-20", "begins": "09:00", "ends": "12:00"}
    assert (await one.post("/console/rota", **shift | {"staff_id": str(UUID(int=7))})).status_code == 404
    assert (await one.post("/console/rota", **shift | {"day": "9999-12-31"})).status_code == 422
    assert (await one.post("/console/rota/copy", week="0001-01-01")).status_code == 422
    assert (await one.post("/console/rota", **shift)).status_code == 303


async def test_the_console_is_there_with_a_slash_too(app: FastAPI, browser) -> None:
    answer = await browser().http.get("/console/")
    assert answer.status_code == 303
