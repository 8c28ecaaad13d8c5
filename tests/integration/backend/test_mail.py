"""Letters over a real SMTP conversation: sent, refused for good, refused for now."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from backend.kit.settings import Settings
from backend.notifications import mail
from backend.notifications.ladder import Fate


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
