"""What a person can do on the phone: each thing is shown on the screen, opens its allowance and is pushed."""

from typing import Any

from backend.kit.errors import Problem
from bot.simulator import menus
from bot.simulator.ledger import Cause
from bot.simulator.people import Bubble, Person, Push
from bot.simulator.platform import Platform
from bot.simulator.words import words

_AMR_FRAME = b"\x3c" + bytes(31)
_MENU_CAUSES = frozenset({"click", "scancode_push", "scancode_waitmsg"})
_EVENT_CAUSES: dict[str, Cause] = {"CLICK": "click", "SCAN": "scan", "subscribe": "follow"}
_EVENT_CAUSES |= {"scancode_push": "click", "scancode_waitmsg": "click"}


class Doings:
    """The hands of all followers."""

    def __init__(self, platform: Platform) -> None:
        self._platform, self._world, self._pusher = platform, platform.world, platform.pusher

    def says(self, person: Person, content: str, menu_id: str = "") -> Bubble:
        """Words, typed or (with `menu_id`) tapped."""
        fields: dict[str, Any] = {"Content": content} | ({"bizmsgmenuid": menu_id} if menu_id else {})
        return self._sends(person, "text", fields, {"text": content}, "tap" if menu_id else "message")

    def taps(self, person: Person, choice_id: str, content: str = "") -> Bubble:
        """An entry of a menu message on the screen, or of a link made for it."""
        shown = (c for bubble in reversed(self._world.screens[person.openid]) for c in bubble.choices)
        found = next((choice for choice in shown if choice.id == choice_id), None)
        if found is None and not content:
            raise Problem(404, "not_found", "no such entry on the screen")
        return self.says(person, content or (found.content if found else ""), choice_id)

    def sends_picture(self, person: Person, picture: bytes, content_type: str) -> Bubble:
        """A picture from the album."""
        media_id = self._platform.media.keep("image", picture, content_type).media_id
        url = f"{self._platform.settings.simulator_url}/sim/media/{media_id}"
        return self._sends(person, "image", {"PicUrl": url, "MediaId": media_id}, {"media_id": media_id})

    def speaks(self, person: Person, seconds: int) -> Bubble:
        """A voice message (of silence)."""
        sound = b"#!AMR\n" + _AMR_FRAME * (50 * seconds)
        media_id = self._platform.media.keep("voice", sound, "audio/amr").media_id
        fields = {"MediaId": media_id, "Format": "amr", "MediaId16K": media_id}
        if self._world.faults.knobs.empty_recognition:
            fields["Recognition"] = ""
        return self._sends(person, "voice", fields, {"media_id": media_id, "seconds": seconds})

    def films(self, person: Person, *, short: bool = False) -> Bubble:
        """A video."""
        keep = self._platform.media.keep
        media_id = keep("video", b"\x00\x00\x00\x18ftypmp42" + bytes(64), "video/mp4").media_id
        thumb = keep("thumb", b"\xff\xd8\xff" + bytes(16), "image/jpeg").media_id
        kind = "shortvideo" if short else "video"
        fields = {"MediaId": media_id, "ThumbMediaId": thumb}
        return self._sends(person, kind, fields, {"kind": "video", "media_id": media_id})

    def sends_place(self, person: Person, label: str, latitude: str, longitude: str) -> Bubble:
        """A place on the map."""
        fields = {"Location_X": latitude, "Location_Y": longitude, "Scale": "15", "Label": label}
        return self._sends(person, "location", fields, {"text": label})

    def shares(self, person: Person, title: str, description: str, url: str) -> Bubble:
        """An article."""
        fields = {"Title": title, "Description": description, "Url": url}
        return self._sends(person, "link", fields, {"title": title, "text": description, "url": url})

    def sends_sticker(self, person: Person) -> Bubble:
        """Something that WeChat does not pass on to accounts."""
        return self.says(person, words()["unsupported"])

    def uses_menu(self, person: Person, key: str) -> dict[str, str]:
        """An entry of the menu bar, by its key or address. A view gives the address to open."""
        self._present(person)
        for entry in menus.entries(self._platform.shown_menu()):
            if key and key in (entry.get("key"), entry.get("url"), entry.get("name")):
                return self._menu_entry(person, entry)
        raise Problem(404, "not_found", "no such entry in the menu")

    def _menu_entry(self, person: Person, entry: dict[str, Any]) -> dict[str, str]:
        kind, key = str(entry.get("type")), str(entry.get("key") or entry.get("url") or "")
        if kind in _MENU_CAUSES:
            self._world.act(person, "click")
        if kind == "view":
            push = self._pusher.event(person, "VIEW", {"EventKey": key, "MenuId": "100"})
            return {"message_id": push.message_id, "url": key}
        fields: dict[str, Any] = {"EventKey": key}
        if kind.startswith("scancode"):
            fields["ScanCodeInfo"] = {"ScanType": "qrcode", "ScanResult": "1"}
        elif kind.startswith("pic_"):
            fields["SendPicsInfo"] = {"Count": "1", "PicList": {"item": {"PicMd5Sum": "0" * 32}}}
        elif kind == "location_select":
            place = words()["place"]
            where = {"Location_X": place["latitude"], "Location_Y": place["longitude"], "Scale": "15"}
            fields["SendLocationInfo"] = {**where, "Label": place["label"], "Poiname": ""}
        name = "CLICK" if kind == "click" else kind
        return {"message_id": self._pusher.event(person, name, fields).message_id}

    def follows(self, person: Person, scene: str = "") -> Push:
        """Follow the account (again), perhaps by scanning a scene code."""
        person.following, person.followed_at, person.scene = True, self._world.now(), scene
        self._world.act(person, "follow")
        self._world.show(person, side="system", kind="line", text=words()["followed"])
        fields = {"EventKey": f"qrscene_{scene}", "Ticket": "ticket"} if scene else {"EventKey": ""}
        return self._pusher.event(person, "subscribe", fields)

    def leaves(self, person: Person) -> Push:
        """Stop following."""
        self._present(person)
        person.following = False
        person.ledger.close()
        self._world.save(person)
        self._world.show(person, side="system", kind="line", text=words()["unfollowed"])
        return self._pusher.event(person, "unsubscribe", {"EventKey": ""})

    def scans(self, person: Person, scene: str) -> Push:
        """Scan a scene code: follows if need be."""
        if not person.following:
            return self.follows(person, scene)
        self._world.act(person, "scan")
        return self._pusher.event(person, "SCAN", {"EventKey": scene, "Ticket": "ticket"})

    def raises(self, person: Person, event: str, fields: dict[str, Any]) -> Push:
        """Any event at all."""
        if event in _EVENT_CAUSES:
            self._world.act(person, _EVENT_CAUSES[event])
        return self._pusher.event(person, event, fields)

    def _sends(
        self,
        person: Person,
        kind: str,
        fields: dict[str, Any],
        shown: dict[str, Any],
        cause: Cause = "message",
    ) -> Bubble:
        self._present(person)
        message_id = self._world.next_message_id()
        self._world.act(person, cause)
        bubble = self._world.show(person, **({"side": "person", "kind": kind, "message_id": message_id} | shown))
        self._pusher.message(person, kind, fields, message_id)
        return bubble

    def _present(self, person: Person) -> None:
        if not person.following:
            raise Problem(409, "not_following", "this person does not follow the account")
