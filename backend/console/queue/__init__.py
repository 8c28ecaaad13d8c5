"""The queue of requests, the page of one request, and the form for callers, letters, slips and visitors."""

from backend.console.queue import (
    change_pages,
    finding,
    intake_pages,
    list_pages,
    person_pages,
    request_pages,
    work_pages,
)
from backend.console.shell import MenuEntry, Room

ROOM = Room(
    name="queue",
    # Fixed addresses come before those that take a code.
    routers=[
        list_pages.router,
        intake_pages.router,
        work_pages.router,
        change_pages.router,
        request_pages.router,
        person_pages.router,
    ],
    menu=[MenuEntry("queue", "申请", "/console/queue", "queue.view", order=20)],
    counts=finding.counts,
    search=finding.search,
)
