"""The live desk: every conversation as it happens, taken over by one key."""

from backend.console.desk import actions, finding, pages
from backend.console.shell import MenuEntry, Room

ROOM = Room(
    name="desk",
    routers=[pages.router, actions.router],
    menu=[MenuEntry("desk", "会话", "/console/desk", "desk.view", order=10)],
    counts=finding.counts,
    search=finding.search,
)
