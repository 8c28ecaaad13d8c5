"""docker-compose.yml without an engine: its schema, what it publishes, and what the images are made from."""

import re
import subprocess
import sys
from fnmatch import fnmatch

import pytest
import yaml

from backend.kit.settings import Settings
from backend.supervisor.child import ROOT
from backend.supervisor.processes import MODULES

COMPOSE = ROOT / "docker-compose.yml"
SERVICES = yaml.safe_load(COMPOSE.read_text())["services"]
IMAGES = {name: (ROOT / "docker" / name).read_text() for name in ("Dockerfile.app", "Dockerfile.rasa")}
COPIED = re.compile(r"^COPY (?!--from)(.+) \S+$", re.M)
READ_FROM_ENVIRONMENT = ("actions/__main__.py", "bot/channel/serve.py")
OUTSIDE = {name: service for name, service in SERVICES.items() if service.get("ports")}


def test_compose_follows_its_published_schema() -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_only_gateway_and_backend_are_published_and_the_simulator_only_on_request() -> None:
    assert set(OUTSIDE) == {"gateway", "backend", "simulator"}
    assert OUTSIDE["simulator"]["profiles"] == ["sim"]
    assert all(port.startswith("127.0.0.1:") for port in OUTSIDE["simulator"]["ports"])


def test_every_process_of_ours_has_a_service_that_starts_it() -> None:
    assert {name: SERVICES[name]["command"] for name in MODULES} == {name: [name] for name in MODULES}


@pytest.mark.parametrize("name", sorted({"postgres", "redis", "rasa", "actions", "setup"}))
def test_what_keeps_data_or_reads_it_for_rasa_has_no_way_out(name: str) -> None:
    assert SERVICES[name]["networks"] == ["inside"]


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"worker", "setup"}))
def test_what_serves_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", IMAGES)
def test_images_do_not_run_as_root(name: str) -> None:
    users = re.findall(r"^USER (\S+)$", IMAGES[name], re.M)
    assert users == ["10001:10001"], "one for both, since they share a volume; a number, which Kubernetes can judge"
    assert "--gid 10001 lantai " in IMAGES[name] and "--uid 10001 " in IMAGES[name]


@pytest.mark.parametrize("name", IMAGES)
def test_images_are_compiled_while_that_is_still_possible(name: str) -> None:
    last = IMAGES[name].rsplit("\nFROM ", 1)[1]
    copied, compiled, user = (last.rindex(words) for words in ("\nCOPY ", "\nRUN python -m compileall ", "\nUSER "))
    assert copied < compiled < user, "all of our code, and before the user who may not write"


def sent(path: str) -> bool:
    """Whether .dockerignore lets a file into the build: the last rule that meets it or a folder above decides."""
    parts = path.split("/")
    places = ["/".join(parts[: end + 1]) for end in range(len(parts))]
    verdict = True
    for rule in (ROOT / ".dockerignore").read_text().split():
        pattern = rule.removeprefix("!")
        names = parts if pattern.startswith("**/") else places
        if any(fnmatch(name, pattern.removeprefix("**/")) for name in names):
            verdict = rule.startswith("!")
    return verdict


@pytest.mark.parametrize("name", IMAGES)
def test_what_an_image_copies_is_there_and_is_sent_to_the_build(name: str) -> None:
    copied = [source for line in COPIED.findall(IMAGES[name]) for source in line.split()]
    assert {"backend/__init__.py", "bot", "docker/healthy.py"} <= set(copied)
    assert [source for source in copied if not (ROOT / source).exists() or not sent(source)] == []


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".git/config",
        ".lantai/secrets.json",
        ".venv/bin/python",
        "backend/assets/static/vendor/weui.min.css",
        "backend/kit/__pycache__/settings.pyc",
        "tests/conftest.py",
    ],
)
def test_what_is_secret_or_made_here_is_not_sent_to_the_build(path: str) -> None:
    assert not sent(path)


def test_every_variable_of_compose_is_a_setting_or_read_where_it_says() -> None:
    services = SERVICES.values()
    named = {name for service in services for name in service.get("environment", {}) if name.startswith("LANTAI_")}
    named |= set(re.findall(r"\$\{(LANTAI_\w+)", COMPOSE.read_text()))
    listed = {f"LANTAI_{name.upper()}" for name in Settings.model_fields}
    read = "".join((ROOT / path).read_text() for path in READ_FROM_ENVIRONMENT)
    assert {"LANTAI_HOME", "LANTAI_RASA_HOST"} <= named
    assert {name for name in named - listed if f'os.environ.get("{name}"' not in read} == set()


@pytest.mark.parametrize("name", sorted(OUTSIDE))
def test_browsers_find_what_is_published_by_the_port_that_the_settings_name(name: str) -> None:
    """Links and the way back from a login are made from the setting, not from the compose file."""
    port = SERVICES[name]["environment"][f"LANTAI_{name.upper()}_PORT"]
    assert [entry.rsplit(":", 2)[-2:] for entry in SERVICES[name]["ports"]] == [[port, port]]


def test_stores_are_asked_the_way_they_are_reached() -> None:
    """The image's server answers by socket while it still makes the cluster; a name is no loopback for Valkey."""
    assert SERVICES["postgres"]["healthcheck"]["test"][1:4] == ["pg_isready", "-h", "127.0.0.1"]
    assert SERVICES["redis"]["command"][-2:] == ["--protected-mode", "no"]
