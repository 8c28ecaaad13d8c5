"""What the settings tell of the platform they point at."""

import pytest

from backend.kit.settings import Settings


@pytest.mark.parametrize(
    ("address", "real"),
    [
        ("https://api.weixin.qq.com", True),
        ("https://api.weixin.qq.com/", True),
        ("http://api.weixin.qq.com", True),
        ("https://API.Weixin.QQ.com", True),
        ("https://api2.weixin.qq.com", True),
        ("https://sh.api.weixin.qq.com:443/", True),
        ("https://api.weixin.qq.com.", True),
        ("api.weixin.qq.com", True),
        ("//user@api.weixin.qq.com/cgi-bin", True),
        ("http://127.0.0.1:8002", False),
        ("https://weixin.qq.com.example.edu", False),
        ("https://notweixin.qq.com", False),
        ("http://wechat.example.edu/api.weixin.qq.com", False),
    ],
)
def test_the_real_platform_is_known_by_its_host(address: str, real: bool) -> None:
    assert Settings(_env_file=None, wechat_api_url=address).on_real_platform is real


def test_without_an_address_a_real_account_speaks_to_the_real_platform() -> None:
    assert Settings(_env_file=None, wechat_app_id="wx0123456789abcdef").on_real_platform
    assert not Settings(_env_file=None, simulator="on").on_real_platform


def test_browsers_get_no_address_that_only_the_processes_know() -> None:
    """Under compose the processes find each other by names that mean nothing outside."""
    inside = {"backend_address": "http://backend:8000", "simulator_address": "http://simulator:8002"}
    settings = Settings(_env_file=None, simulator="on", backend_port=9000, simulator_port=9002, **inside)
    assert (settings.external_url, settings.simulator_page_url) == ("http://127.0.0.1:9000", "http://127.0.0.1:9002")
    assert (settings.backend_url, settings.api_url) == ("http://backend:8000", "http://simulator:8002")
    public = Settings(_env_file=None, public_url="https://archive.example.edu/", **inside)
    assert public.external_url == "https://archive.example.edu"
