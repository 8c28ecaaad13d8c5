"""Waiting for a condition instead of sleeping for a guessed time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import TypeVar

_STEP = 0.02
T = TypeVar("T")


def until(condition: Callable[[], T], timeout: float = 10) -> T:
    """Call the condition until what it returns is true, and return that; else an AssertionError."""
    deadline = time.monotonic() + timeout
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout} s: {condition}")
        time.sleep(_STEP)


async def eventually(condition: Callable[[], T | Awaitable[T]], timeout: float = 10) -> T:
    """The same inside an event loop; the condition may be a coroutine function."""
    deadline = time.monotonic() + timeout
    while True:
        outcome = condition()
        value = await outcome if isawaitable(outcome) else outcome
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout} s: {condition}")
        await asyncio.sleep(_STEP)
