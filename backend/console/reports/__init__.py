"""Reports, and what the bot missed."""

from backend.console.reports import missed_pages, pages, promise
from backend.console.shell import MenuEntry, Room

ROOM = Room(
    name="reports",
    routers=[pages.router, missed_pages.router, promise.router],
    menu=[
        MenuEntry("missed", "没听懂的", "/console/missed", "missed.review", order=60),
        MenuEntry("reports", "统计", "/console/reports", "reports.view", order=70),
    ],
)
