"""The account's menu and the check of its settings."""

from pathlib import Path

import pytest

from backend.kit.settings import Settings
from bot.wechat import checkup, menu
from bot.wechat.errors import AddressNotListed, BadAccount, Unreachable, WeChatError, from_code


def test_the_shipped_menu_fits_the_platform() -> None:
    buttons = menu.load("https://archive.example.edu")
    assert len(buttons) <= 3
    pages = [address for _, address in checkup.names(buttons) if address.startswith("https://")]
    assert pages == ["https://archive.example.edu/h5"]


def test_pages_are_left_out_without_a_public_address() -> None:
    assert not any("/h5" in address for _, address in checkup.names(menu.load("")))


@pytest.mark.parametrize(
    "content",
    [
        "button: []",
        "button: [{name: x}]",
        "button: [{name: 太长太长太长太长, type: click, key: K}]",
        "button: [{name: x, type: click}]",
        "button: [{name: x, type: rocket}]",
        "[]",
        "button: [{name: a, sub_button: []}]",
        "button: [" + ",".join("{name: a, type: click, key: K}" for _ in range(4)) + "]",
    ],
)
def test_a_menu_that_cannot_be_sent_is_refused_by_name(tmp_path: Path, content: str) -> None:
    file = tmp_path / "menu.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(menu.MenuError):
        menu.load("", file)


def settings(**more: str) -> Settings:
    good = {
        "wechat_app_id": "wx0123456789abcdef",
        "wechat_app_secret": "0123456789abcdef" * 2,
        "wechat_token": "tokentoken",
        "wechat_aes_key": "a" * 42 + "A",
    }
    return Settings(_env_file=None, **{**good, **more})


def test_good_shapes_are_found_good() -> None:
    assert all(finding.good for finding in checkup.shapes(settings()))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("wechat_app_id", ""),
        ("wechat_app_id", "gh_0123456789ab"),
        ("wechat_app_secret", " " + "0" * 32),
        ("wechat_token", "with blank"),
        ("wechat_aes_key", "a" * 42),
        ("wechat_encryption", "plain"),
    ],
)
def test_a_wrong_value_is_named_and_not_shown(name: str, value: str) -> None:
    wrong = [finding for finding in checkup.shapes(settings(**{name: value})) if not finding.good]
    assert [finding.subject for finding in wrong] == [f"LANTAI_{name.upper()}"]
    assert not value.strip() or len(value) < 8 or value not in wrong[0].words


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (
            from_code("x", 40164, "invalid ip 203.0.113.9 ipv6 ::ffff:203.0.113.9, not in whitelist rid: 1"),
            "203.0.113.9",
        ),
        (BadAccount("x", 40125), "secret"),
        (BadAccount("x", 40013), "app id"),
        (AddressNotListed("x", 40164), "whitelist"),
        (Unreachable("x", "ConnectError"), "firewall"),
        (from_code("x", 48001), "right"),
        (from_code("x", 45009), "used up"),
        (from_code("x", 40001), "another program"),
        (from_code("x", 12345), "12345"),
    ],
)
def test_each_error_becomes_advice(error: WeChatError, part: str) -> None:
    assert part in checkup.explain(error)
