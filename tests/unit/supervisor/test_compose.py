"""docker-compose.yml without an engine: its schema, and what it publishes."""

import subprocess
import sys

import pytest
import yaml

from backend.supervisor.child import ROOT
from backend.supervisor.processes import MODULES

COMPOSE = ROOT / "docker-compose.yml"
SERVICES = yaml.safe_load(COMPOSE.read_text())["services"]
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


@pytest.mark.parametrize("name", ["Dockerfile.app", "Dockerfile.rasa"])
def test_images_do_not_run_as_root(name: str) -> None:
    assert "\nUSER lantai\n" in (ROOT / "docker" / name).read_text()
