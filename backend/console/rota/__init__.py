"""Who is on duty, and the replies staff have at hand."""

from backend.console.rota import pages, version_pages
from backend.console.shell import MenuEntry, Room

ROOM = Room(
    name="rota",
    # The fixed addresses of versions come before those with an identifier in the same place.
    routers=[version_pages.router, pages.router],
    menu=[
        MenuEntry("rota", "值班", "/console/rota", "staff", order=60),
        MenuEntry("canned", "快捷回复", "/console/canned", "canned.edit", order=65),
    ],
)
