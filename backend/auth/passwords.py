"""Passwords: argon2id, a few at a time, the same work for an account that does not exist."""

import asyncio
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

SHORTEST = 10
LONGEST = 256
_MEMORY_KIB = 64 * 1024
# Each check takes 64 MiB: a flood of sign-ins must queue here, not fill the machine.
_slots = asyncio.Semaphore(4)
_hasher = PasswordHash((Argon2Hasher(time_cost=3, memory_cost=_MEMORY_KIB, parallelism=2),))


@cache
def _nobodys() -> str:
    return _hasher.hash("a password nobody has")


def hash_now(password: str) -> str:
    """The hash to store (some 100 ms)."""
    return _hasher.hash(password)


async def hashed(password: str) -> str:
    """The same without holding up other work."""
    async with _slots:
        return await asyncio.to_thread(hash_now, password)


async def matches(password: str, stored: str | None) -> bool:
    """Whether the password is right; without a stored hash the same work is done and the answer is no."""
    if len(password) > LONGEST:
        return False
    async with _slots:
        right = await asyncio.to_thread(lambda: _hasher.verify(password, stored or _nobodys()))
    return right and stored is not None


def problem(password: str, username: str) -> str | None:
    """What is wrong with a new password: `short`, `long`, `name`, `plain`, or None."""
    if len(password) < SHORTEST:
        return "short"
    if len(password) > LONGEST:
        return "long"
    if username.casefold() in password.casefold():
        return "name"
    return "plain" if len(set(password)) < 5 else None
