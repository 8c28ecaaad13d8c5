"""Letters over SMTP."""

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from backend.kit.settings import Settings
from backend.notifications.ladder import Fate, Outcome

_LIMIT = 10


async def send(settings: Settings, to: str, subject: str, body: str, once_id: str) -> Outcome:
    """Send one letter; the same `once_id` gives the same Message-ID, so that a mailbox can drop a repeated one."""
    if not settings.smtp_url or not settings.mail_from:
        return Outcome(Fate.NOT_CONFIGURED)
    letter = EmailMessage()
    letter["From"], letter["To"] = settings.mail_from, to
    letter["Subject"] = " ".join(subject.split())
    letter["Message-ID"] = f"<{once_id}@{settings.mail_from.rpartition('@')[2].strip('>') or 'localhost'}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(body)
    try:
        await asyncio.to_thread(_deliver, settings.smtp_url, letter)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        return Outcome(Fate.FAILED if min(codes, default=550) >= 500 else Fate.RETRYING, f"smtp {codes[:1]}")
    except smtplib.SMTPResponseException as error:
        return Outcome(Fate.FAILED if error.smtp_code >= 500 else Fate.RETRYING, f"smtp {error.smtp_code}")
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(Fate.RETRYING, type(error).__name__)
    return Outcome(Fate.SENT)


def _deliver(url: str, letter: EmailMessage) -> None:
    parts = urlsplit(url)
    context = ssl.create_default_context()
    host = parts.hostname or "localhost"
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=_LIMIT, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=_LIMIT)
    with server:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(letter)
