"""Signing in: throttled, without telling who exists, with a second factor that works once, ended everywhere."""

import asyncio

import psycopg
import pyotp
import pytest

from backend.auth import service, throttle
from backend.kit.db import Database
from tests.integration.console.conftest import PASSWORD


async def test_the_administrator_is_made_at_the_first_sign_in_and_may_everything(browser, settings) -> None:
    one = browser()
    answer = await one.sign_in("admin", settings.admin_password)
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Secure" not in cookie
    assert (await one.http.get("/console/desk")).status_code == 200


async def test_behind_https_the_cookie_is_bound_to_the_host(browser, staff, settings) -> None:
    settings.public_url = "https://archive.example.edu"
    await staff("wang", "hotline")
    cookie = (await browser().sign_in("wang")).headers["set-cookie"]
    assert cookie.startswith("__Host-lantai=") and "Secure" in cookie and "Path=/" in cookie


async def test_wrong_name_and_wrong_password_get_the_same_answer(browser, staff) -> None:
    await staff("wang", "hotline")
    known = await browser().sign_in("wang", "wrong password")
    unknown = await browser("192.0.2.11").sign_in("nobody", "wrong password")
    assert known.status_code == unknown.status_code == 401
    assert known.text.replace("wang", "") == unknown.text.replace("nobody", "")


async def test_after_five_failures_even_the_right_password_waits(browser, staff) -> None:
    await staff("wang", "hotline")
    one = browser()
    assert [(await one.sign_in("wang", "no")).status_code for _ in range(5)] == [401] * 5
    refused = await one.sign_in("wang")
    assert refused.status_code == 429 and int(refused.headers["retry-after"]) > 0


async def test_tries_at_the_same_time_are_counted_too(browser, staff) -> None:
    await staff("wang", "hotline")
    answers = await asyncio.gather(*(browser().sign_in("wang", "no") for _ in range(12)))
    assert sum(one.status_code == 401 for one in answers) <= throttle.PER_PAIR


async def test_strangers_cannot_lock_the_owner_out(browser, staff) -> None:
    await staff("wang", "hotline")
    assert (await browser("198.51.100.7").sign_in("wang")).status_code == 303
    for number in range(30):
        await browser(f"203.0.113.{number}").sign_in("wang", "guess")
    closed = await browser("203.0.113.200").sign_in("wang", "guess")
    assert closed.status_code == 429
    assert (await browser("198.51.100.7").sign_in("wang")).status_code == 303


async def test_many_strangers_get_few_tries_at_one_account(browser, staff) -> None:
    await staff("wang", "hotline")
    answers = [await browser(f"203.0.113.{number}").sign_in("wang", "guess") for number in range(40)]
    assert sum(one.status_code == 401 for one in answers) <= throttle.PER_ACCOUNT


async def test_second_factor_once_enrolled_is_asked_for_and_works_once(browser, staff, sql) -> None:
    await staff("wang", "hotline")
    one = browser()
    await one.sign_in("wang")
    page = (await one.http.get("/console/account")).text
    secret = page.split('<code class="secret">')[1].split("<")[0]
    assert "data:image/svg+xml" in page
    bound = await one.post("/console/account/second-factor", code=pyotp.TOTP(secret).now())
    assert bound.headers["location"].endswith("told=bound")
    assert (await browser("192.0.2.20").sign_in("wang")).status_code == 401
    # The code that bound it was used up by that; the step before the last used one is made current again.
    sql.execute("update staff set totp_last_step = totp_last_step - 5 where username = 'wang'")
    code = pyotp.TOTP(secret).now()
    assert (await browser("192.0.2.21").sign_in("wang", PASSWORD, totp=code)).status_code == 303
    assert (await browser("192.0.2.22").sign_in("wang", PASSWORD, totp=code)).status_code == 401


async def test_a_disabled_account_is_out_at_once(browser, staff, database: Database) -> None:
    await staff("wang", "hotline")
    one = browser()
    await one.sign_in("wang")
    assert (await one.http.get("/console/desk")).status_code == 200
    async with database.session() as session:
        await service.set_active(session, await service.find(session, "wang"), False, service.audit.SYSTEM)
    assert (await one.http.get("/console/desk")).headers["location"].startswith("/console/login")
    assert (await browser("192.0.2.30").sign_in("wang")).status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        "last_seen_at = now() - interval '16 minutes'",
        "ends_at = now() - interval '1 second'",
    ],
)
async def test_idle_and_absolute_limits(browser, staff, sql: psycopg.Connection, change: str) -> None:
    await staff("wang", "hotline")
    one = browser()
    await one.sign_in("wang")
    sql.execute(f"update staff_sessions set {change}")
    assert (await one.http.get("/console/account")).status_code == 303


async def test_what_a_page_does_by_itself_keeps_nobody_signed_in(browser, staff, sql: psycopg.Connection) -> None:
    await staff("wang", "hotline")
    one = browser()
    await one.sign_in("wang")
    sql.execute("update staff_sessions set last_seen_at = now() - interval '10 minutes'")
    await one.http.get("/console/nav", headers={"X-Lantai-Background": "1", "HX-Request": "true"})
    assert sql.execute("select now() - last_seen_at > interval '9 minutes' from staff_sessions").fetchone()[0]
    await one.http.get("/console/nav")
    assert not sql.execute("select now() - last_seen_at > interval '9 minutes' from staff_sessions").fetchone()[0]


async def test_a_new_password_ends_the_other_sessions(browser, staff) -> None:
    await staff("wang", "hotline")
    here, there = browser(), browser("192.0.2.40")
    await here.sign_in("wang")
    await there.sign_in("wang")
    told = await here.post("/console/account/password", current=PASSWORD, password="a quite different one")
    assert told.headers["location"].endswith("told=password")
    assert (await here.http.get("/console/desk")).status_code == 200
    assert (await there.http.get("/console/desk")).status_code == 303


@pytest.mark.parametrize("password", ["short", "wang-wang-wang", "aaaaaaaaaaaa"])
async def test_weak_passwords_are_refused(browser, staff, password: str) -> None:
    await staff("wang", "hotline")
    one = browser()
    await one.sign_in("wang")
    told = await one.post("/console/account/password", current=PASSWORD, password=password)
    assert told.headers["location"].endswith("told=weak")


@pytest.mark.parametrize(
    ("given", "led_to"),
    [
        ("/console/rota", "/console/rota"),
        ("https://evil.example/console/", "/console"),
        ("//evil.example/console/", "/console"),
        ("/\\evil.example", "/console"),
        ("javascript:alert(1)", "/console"),
    ],
)
async def test_after_signing_in_only_our_own_pages_follow(browser, staff, given: str, led_to: str) -> None:
    await staff("wang", "hotline")
    assert (await browser().sign_in("wang", next=given)).headers["location"] == led_to
