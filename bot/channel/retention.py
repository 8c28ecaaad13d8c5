"""Conversations are kept for days, not longer."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import time
from pathlib import Path

import psycopg2

from bot.nlu.store import EncryptedTrackerStore

EVERY_SECONDS = 600.0
DAY = 86_400.0

logger = logging.getLogger("lantai.retention")


def product_time() -> float:
    """Real time plus the offset of rehearsals (`lantai clock advance`), as the rest of the product has it."""
    path = Path(os.environ.get("LANTAI_HOME", ".lantai"), "clock.json")
    try:
        return time.time() + float(json.loads(path.read_text())["offset_seconds"])
    except FileNotFoundError:
        return time.time()


async def keep_short(store: EncryptedTrackerStore) -> None:
    """Erase what is older than the configured days, again and again."""
    days = float(os.environ.get("LANTAI_TRACKER_RETENTION_DAYS", "7"))
    while True:
        try:
            erased = await store.purge(product_time() - days * DAY)
        except (psycopg2.Error, OSError, ValueError) as failed:
            logger.warning("retention failed, tried again later: %s", type(failed).__name__)
        else:
            if erased:
                logger.warning("erased %d events older than %g days", erased, days)
        await asyncio.sleep(EVERY_SECONDS)
