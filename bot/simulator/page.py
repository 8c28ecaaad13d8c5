"""The phone page: rendered here, kept live by events that carry rendered pieces."""

import json
import secrets
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sse_starlette import EventSourceResponse, ServerSentEvent

from backend.kit import clock
from backend.kit.errors import Problem
from bot.simulator.feed import News
from bot.simulator.oauth import Refused
from bot.simulator.people import Alarm, Bubble, Call, Person, Push
from bot.simulator.pictures import SAMPLES
from bot.simulator.platform import Platform
from bot.simulator.rich import is_page, opening, rich
from bot.simulator.route import ThePlatform
from bot.simulator.words import FOLDER, words

router = APIRouter(include_in_schema=False)
BOOT = secrets.token_hex(4)
WHO = "lantai_phone"
_STAMP_GAP = 300
EMOJI = "😀😄😂🥲😊😍🤔😅😭😡😴🙏👍👌👏🤝💪🌹🎉❤️📄📮📦🏫🎓🕐☎️✅❌❓"


def _stamp(at: datetime) -> str:
    """A time as WeChat writes it between bubbles."""
    local, today, names = at.astimezone(clock.SHANGHAI), clock.today(), words()["dates"]
    hour = f"{local:%H:%M}"
    match (today - local.date()).days:
        case 0:
            return hour
        case 1:
            return f"{names['yesterday']} {hour}"
        case _:
            return f"{local.year}年{local.month}月{local.day}日 {hour}"


def _exact(at: datetime) -> str:
    return f"{at.astimezone(clock.SHANGHAI):%H:%M:%S}"


def _faces() -> list[str]:
    """Emoji one by one; a variation sign stays with its character."""
    faces: list[str] = []
    for character in EMOJI:
        if character == "\ufe0f":
            faces[-1] += character
        else:
            faces.append(character)
    return faces


def environment() -> Environment:
    """Templates that escape everything and refuse unknown names."""
    loader = FileSystemLoader(FOLDER / "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals |= {"rich": rich, "opening": opening, "is_page": is_page, "words": words(), "faces": _faces()}
    made.globals |= {"samples": list(SAMPLES)}
    made.filters |= {"stamp": _stamp, "exact": _exact}
    return made


class Painter:
    """Turns the platform's state into pieces of the page."""

    def __init__(self, platform: Platform) -> None:
        self._platform, self._world, self._templates = platform, platform.world, environment()

    def page(self) -> str:
        """The whole page."""
        record: list[Push | Call | Alarm] = [*self._world.pushes, *self._world.calls, *self._world.alarms]
        return self.render(
            "page.html",
            people=[self._phone(person) for person in self.shown()],
            menu=self._platform.shown_menu(),
            record=sorted(record, key=lambda entry: -entry.id)[:150],
            kind_of=lambda entry: type(entry).__name__.lower(),
            alarms=len(self._world.alarms),
            boot=BOOT,
            last=self._world.last_id,
        )

    def phone(self, person: Person) -> dict[str, str]:
        """A new phone and its row in the list."""
        shown = {"one": self._phone(person), "menu": self._platform.shown_menu()}
        return {"phone": self.render("phone.html", **shown), "row": self.render("row.html", **shown)}

    def menu(self) -> str:
        """The menu bar."""
        return self.render("menu.html", menu=self._platform.shown_menu())

    def bubble(self, bubble: Bubble) -> str:
        """One bubble, with a time above it where some minutes have passed."""
        screen = self._world.screens.get(bubble.openid, ())
        before = [other for other in screen if other.id < bubble.id][-1:]
        return self.render("bubble.html", **self._bubble(bubble, before[0] if before else None))

    def entry(self, entry: Push | Call | Alarm) -> str:
        """A line of the record."""
        name = type(entry).__name__.lower()
        return self.render("entry.html", entry=entry, kind=name, name_of=self._name_of)

    def standing(self, person: Person) -> dict[str, Any]:
        """What changes about a person."""
        standing = self._world.standing(person)
        until = standing.until.timestamp() if standing.until else None
        facts = {"name": person.name, "following": person.following, "hidden": person.hidden}
        return {**facts, "left": standing.left, "until": until, "now": self._world.now().timestamp()}

    def shown(self) -> list[Person]:
        """Everybody whose phone is on the page."""
        return [person for person in self._world.people.values() if not person.hidden]

    def _phone(self, person: Person) -> dict[str, Any]:
        screen = list(self._world.screens[person.openid])
        pairs = zip([None, *screen], screen, strict=False)
        bubbles = [self._bubble(bubble, before) for before, bubble in pairs]
        facts = {"person": person, "bubbles": bubbles, "standing": self.standing(person)}
        return facts | {"last": screen[-1] if screen else None, "preview": self._preview(screen)}

    def _preview(self, screen: list[Bubble]) -> str:
        return preview(screen[-1]) if screen else ""

    def _bubble(self, bubble: Bubble, before: Bubble | None) -> dict[str, Any]:
        stamped = before is None or (bubble.at - before.at).total_seconds() > _STAMP_GAP
        person = self._world.people.get(bubble.openid)
        return {"bubble": bubble, "stamped": stamped, "tint": person.tint if person else 0, "preview": preview(bubble)}

    def _name_of(self, openid: str) -> str:
        person = self._world.people.get(openid)
        return person.name if person else ""

    def render(self, template: str, **values: Any) -> str:
        """A template with these values."""
        values.setdefault("name_of", self._name_of)
        return self._templates.get_template(template).render(**values)


def preview(bubble: Bubble) -> str:
    """A bubble in a few words, for the list."""
    if bubble.kind in ("text", "line"):
        return bubble.text[:60]
    mark: str = words()["previews"][bubble.kind]
    return f"{mark} {bubble.text or bubble.title}".strip()[:60]


@router.get("/")
async def show_page(request: Request) -> HTMLResponse:
    """The phones."""
    painter: Painter = request.app.state.painter
    return HTMLResponse(painter.page())


@router.get("/sim/page/{openid}")
async def show_phone(request: Request, platform: ThePlatform, openid: str) -> dict[str, str]:
    """One phone, for a page that is already open."""
    painter: Painter = request.app.state.painter
    if openid not in platform.world.people:
        raise Problem(404, "not_found")
    return painter.phone(platform.world.people[openid])


@router.get("/sim/stream")
async def stream(request: Request, platform: ThePlatform, after: int = 0) -> EventSourceResponse:
    """What happens from now on, and first the bubbles that came since `after`, when the page was made."""
    painter: Painter = request.app.state.painter

    async def events() -> AsyncIterator[ServerSentEvent]:
        with platform.world.feed.subscription() as queue:
            yield ServerSentEvent(data=BOOT, event="hello")
            for bubble in platform.world.bubbles_after(after):
                yield _event(painter, platform, News("bubble", {"openid": bubble.openid, "bubble": bubble}))
            while (news := await queue.get()).kind != "closed":
                yield _event(painter, platform, news)

    return EventSourceResponse(events(), ping=20, headers={"X-Accel-Buffering": "no"})


def _event(painter: Painter, platform: Platform, news: News) -> ServerSentEvent:
    data = _told(painter, platform, news)
    if data is None:
        return ServerSentEvent(comment="nothing for this page")
    return ServerSentEvent(data=json.dumps(data, ensure_ascii=False), event=news.kind)


def _told(painter: Painter, platform: Platform, news: News) -> dict[str, Any] | None:
    """What a page needs to know of a piece of news; None when nothing."""
    person = platform.world.people.get(str(news.data.get("openid", "")))
    if person is not None and person.hidden:
        return None
    match news.kind:
        case "bubble":
            bubble: Bubble = news.data["bubble"]
            shown = {"id": bubble.id, "side": bubble.side, "preview": preview(bubble), "time": _stamp(bubble.at)}
            return {"openid": bubble.openid, "html": painter.bubble(bubble), **shown}
        case "push" | "call" | "alarm":
            entry = news.data[news.kind]
            return {"id": entry.id, "html": painter.entry(entry)}
        case "person" if person is not None:
            return {"openid": person.openid, **painter.standing(person)}
        case "person":
            return None
        case "menu":
            return {"html": painter.menu()}
        case "clock":
            return {"now": clock.now().timestamp()}
        case _:
            return dict(news.data)


@router.get("/sim/open")
async def open_link(openid: str, url: str) -> Response:
    """Open a link as somebody: pages that ask WeChat who it is will be told."""
    if not is_page(url):
        raise Problem(422, "invalid", "not a page")
    answer = RedirectResponse(url, 303, {"Referrer-Policy": "no-referrer"})
    answer.set_cookie(WHO, openid, httponly=True, samesite="lax", max_age=86_400)
    return answer


@router.get("/connect/oauth2/authorize")
async def authorize(request: Request, platform: ThePlatform) -> Response:
    """Web login: the person is the one on whose phone the page was opened, else is asked for."""
    painter: Painter = request.app.state.painter
    query = request.query_params
    asked = [query.get(name, "") for name in ("appid", "redirect_uri", "response_type", "scope")]
    try:
        platform.login.check(*asked)
    except Refused as refusal:
        page = painter.render("login.html", error=refusal.code, reason=str(refusal), people=[], here="")
        return HTMLResponse(page, 400)
    openid = query.get("sim_openid") or request.cookies.get(WHO, "")
    if openid not in platform.world.people:
        page = painter.render("login.html", error=0, reason="", people=painter.shown(), here=request.url.query)
        return HTMLResponse(page)
    back = platform.login.grant(openid, asked[1], asked[3], query.get("state", ""))
    return RedirectResponse(back, 302, {"Referrer-Policy": "no-referrer"})
