"""Who is on duty, and the replies staff have at hand."""

from backend.console.rota import pages
from backend.console.shell import MenuEntry, Room

ROOM = Room(
    name="rota",
    routers=[pages.router],
    menu=[
        MenuEntry("rota", "值班", "/console/rota", "staff", order=60),
        MenuEntry("canned", "快捷回复", "/console/canned", "canned.edit", order=65),
    ],
)
