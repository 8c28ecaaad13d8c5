"""`lantai understand`: what is understood of a sentence, in the contract's form, as a live turn would."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Any

from backend.domain.catalogue import Catalogue
from backend.kit import clock, crypto
from backend.understanding.engine import Parser
from backend.understanding.prepare import prepare

BATCH = 64


async def understood(text: str, parser: Parser, catalogue: Catalogue) -> dict[str, Any]:
    """The JSON object printed for one sentence."""
    read = prepare(text, catalogue=catalogue, today=clock.today(), expecting=None, seal=crypto.seal)
    parsed = await parser.parse(read.message, read.metadata(kind="text", lang=read.lang, expecting=None, choice=None))
    return {
        "text": text,
        "intent": parsed["intent"]["name"],
        "confidence": parsed["intent"]["confidence"],
        "also": [each["name"] for each in parsed["also"]],
        "entities": read.reading.entities(),
        "items": read.reading.items_json(),
    }


async def all_understood(texts: Iterable[str], parser: Parser, catalogue: Catalogue) -> AsyncIterator[dict[str, Any]]:
    """The same for many sentences, in their order, some at a time."""
    batch: list[str] = []
    for text in texts:
        batch.append(text)
        if len(batch) == BATCH:
            for each in await _together(batch, parser, catalogue):
                yield each
            batch = []
    for each in await _together(batch, parser, catalogue):
        yield each


async def _together(batch: list[str], parser: Parser, catalogue: Catalogue) -> list[dict[str, Any]]:
    return list(await asyncio.gather(*(understood(text, parser, catalogue) for text in batch)))
