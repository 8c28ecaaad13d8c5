"""Rasa's rows of a conversation go when the conversation goes; what cannot be reached ages out within days."""

import structlog

from backend.kit.crypto import derived_secret
from backend.kit.settings import Settings
from backend.understanding.engine import EngineFailed, Parser

log = structlog.get_logger()


async def forget_talk(settings: Settings, conversation: str) -> bool:
    """Have Rasa erase a conversation; False when it could not be asked (retention erases it within days)."""
    engine = Parser(settings.rasa_url, derived_secret("channel"))
    try:
        await engine.forget(conversation)
    except EngineFailed as failed:
        log.warning("rasa_forget_failed", conversation=conversation[:10], error=str(failed))
        return False
    finally:
        await engine.aclose()
    return True
