"""Signing in and out, and one's own account."""

from backend.console.account import pages, provider
from backend.console.shell import Room

ROOM = Room(name="account", routers=[pages.router, provider.router])
