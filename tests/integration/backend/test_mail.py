"""Letters over a real SMTP conversation: sent, refused for good, refused for now."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
import pytest

from backend.kit.db import Database
from backend.kit.settings import Settings
from backend.notifications import mail, working
from backend.notifications import service as notifications
from backend.notifications.ladder import Fate, Outcome
from backend.notifications.platform import Plan
from tests.integration.backend.requester import Requester, body
from tests.integration.backend.telling import at_clock


class Postbox:
    """A mail server that knows one answer to RCPT and keeps what it is given."""

    def __init__(self, answer: str = "250 ok") -> None:
        self.answer = answer
        self.letters: list[str] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 test\r\n")
        while line := (await reader.readline()).decode().strip():
            match line.split()[0].upper():
                case "DATA":
                    writer.write(b"354 go on\r\n")
                    self.letters.append((await reader.readuntil(b"\r\n.\r\n")).decode())
                    writer.write(b"250 taken\r\n")
                case "RCPT":
                    writer.write(f"{self.answer}\r\n".encode())
                case "QUIT":
                    writer.write(b"221 bye\r\n")
                    break
                case _:
                    writer.write(b"250 ok\r\n")
        writer.close()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Settings]:
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server:
            yield Settings(_env_file=None, smtp_url=f"smtp://127.0.0.1:{port}", mail_from="archive@example.edu")


async def send(settings: Settings) -> mail.Outcome:
    return await mail.send(settings, "zhou@example.com", "查档申请\r\nBcc: x@example.com", "您的申请办好了", "notice-1")


async def test_a_letter_arrives_whole_and_its_subject_adds_no_recipient() -> None:
    postbox = Postbox()
    async with postbox.open() as settings:
        outcome = await send(settings)
    (letter,) = postbox.letters
    assert outcome.fate is Fate.SENT
    assert "Message-ID: <notice-1@example.edu>" in letter
    assert "\nBcc:" not in letter


@pytest.mark.parametrize(("answer", "fate"), [("550 no such person", Fate.FAILED), ("451 greylisted", Fate.RETRYING)])
async def test_a_refusal_is_for_good_or_for_now(answer: str, fate: Fate) -> None:
    async with Postbox(answer).open() as settings:
        assert (await send(settings)).fate is fate


async def test_a_server_that_is_away_is_asked_again() -> None:
    settings = Settings(_env_file=None, smtp_url="smtp://127.0.0.1:1", mail_from="archive@example.edu")
    assert (await send(settings)).fate is Fate.RETRYING


async def test_without_a_server_it_is_not_configured() -> None:
    assert (await send(Settings(_env_file=None))).fate is Fate.NOT_CONFIGURED


async def test_whoever_has_no_chat_gets_a_letter_at_every_step(
    api: Requester, settings: Settings, database: Database, sql: psycopg.Connection
) -> None:
    subject = body()["subject"] | {"email": "zhou@example.com"}
    async with Postbox().open() as post:
        settings.smtp_url, settings.mail_from = post.smtp_url, post.mail_from
        means = working.Means(settings, database, Nobody())
        code = (await api.file(channel="h5", openid=None, subject=subject))["code"]
        await api.happen(code, "start_review")
        for (event_id,) in sql.execute("select id from request_events order by id").fetchall():
            async with database.session() as session:
                await notifications.on_event(session, event_id)
        (owner,) = sql.execute("select distinct owner from notices").fetchall()[0]
        at_clock(10)
        for _ in range(3):
            await working.work(means, owner)
    told = (await api.http.get(f"/api/v1/requests/{code}/notices")).json()
    assert [one["state"] for one in told] == ["told", "told"]
    assert {one["channel"]: one["state"] for one in told[0]["attempts"]} == {"wechat": "not_possible", "email": "sent"}


class Nobody:
    """A platform that is never asked."""

    async def send(self, plan: Plan, rung: str, once_id: str) -> Outcome:
        raise AssertionError(rung)
