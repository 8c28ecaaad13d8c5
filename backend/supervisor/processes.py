"""The one table of the house: what is started, by which command, in which environment, on which port."""

import os
import sys
from collections.abc import Callable, Mapping

from backend.kit import crypto
from backend.kit.addresses import libpq_url
from backend.kit.settings import Settings
from backend.supervisor.child import BARE_ENVIRONMENT, ROOT, Command, inherited, words
from backend.supervisor.embedded import Embedded
from backend.supervisor.plan import Chore, Part, Plan, Port, Results
from backend.supervisor.probes import http_ok, listens, lives
from backend.understanding import modelfiles

# What `python -m` runs for each of our own processes.
MODULES = {
    "actions": "actions",
    "gateway": "bot.gateway",
    "backend": "backend.app",
    "worker": "backend.worker",
    "simulator": "bot.simulator",
}
# What Rasa needs to know beyond addresses.
RASA_NAMES = (
    "LANTAI_RASA_DATABASE_URL",
    "LANTAI_CHANNEL_SECRET",
    "LANTAI_ACTIONS_SECRET",
    "LANTAI_TRACKER_KEY",
)
RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"


def plan(settings: Settings, embedded: Embedded) -> Plan:
    """Everything to start for these settings."""
    env = service_environment(settings)
    # Whoever keeps data waits for the schema, and for the cache where that is ours to start.
    after = ("database", "redis") if embedded.valkey else ("database",)
    parts = [*_stores(embedded), *_services(settings, env, after), _rasa(settings)]
    return Plan(
        parts=tuple(parts),
        chores=_chores(env, embedded),
        urls=urls(settings),
        ready=http_ok(f"{settings.backend_url}/readyz"),
    )


def urls(settings: Settings) -> dict[str, str]:
    """Where everything answers, as `run.json` tells it."""
    found = {
        "gateway": settings.gateway_url,
        "backend": settings.backend_url,
        "console": f"{settings.backend_url}/console",
        "h5": f"{settings.backend_url}/h5",
        "simulator": settings.simulator_url,
        "rasa": settings.rasa_url,
        "actions": settings.actions_url,
        "database": settings.database_url,
        "redis": settings.redis_url,
    }
    if not settings.simulator_on:
        del found["simulator"]
    return found


def service_environment(settings: Settings) -> dict[str, str]:
    """What our own processes get: every setting spelled out, so that all agree."""
    env = dict(os.environ) | {"PYTHONUNBUFFERED": "1"}
    for name in Settings.model_fields:
        env[f"LANTAI_{name.upper()}"] = str(getattr(settings, name))
    env["LANTAI_SIMULATOR"] = "on" if settings.simulator_on else "off"
    env["LANTAI_CHANNEL_SECRET"] = crypto.derived_secret("channel").hex()
    env["LANTAI_ACTIONS_SECRET"] = crypto.derived_secret("actions").hex()
    return env


def rasa_environment(settings: Settings) -> dict[str, str]:
    """What Rasa gets: nothing that opens identity data, the platform's account or the API."""
    return inherited(BARE_ENVIRONMENT) | {
        "PYTHONUNBUFFERED": "1",
        "LANTAI_HOME": str(settings.home),
        "LANTAI_RASA_PORT": str(settings.rasa_port),
        "LANTAI_RASA_DATABASE_URL": libpq_url(settings.database_url),
        "LANTAI_ACTIONS_ADDRESS": settings.actions_url,
        "LANTAI_CHANNEL_SECRET": crypto.derived_secret("channel").hex(),
        "LANTAI_ACTIONS_SECRET": crypto.derived_secret("actions").hex(),
        "LANTAI_TRACKER_KEY": crypto.derived_secret("tracker").hex(),
        "LANTAI_TRACKER_RETENTION_DAYS": str(settings.tracker_retention_days),
    }


def _stores(embedded: Embedded) -> list[Part]:
    parts = []
    for name, server in (("postgres", embedded.postgres), ("redis", embedded.valkey)):
        if server:
            parts.append(
                Part(
                    name,
                    command=_always(server.command()),
                    ready=listens("127.0.0.1", server.port),
                    prepare=server.prepare,
                    store=True,
                )
            )
    return parts


def _services(settings: Settings, env: Mapping[str, str], stores: tuple[str, ...]) -> list[Part]:
    """Our own processes of Python 3.11 and later."""

    def service(name: str, port: int, url: str, after: tuple[str, ...] = ()) -> Part:
        command = Command(words(sys.executable, "-m", MODULES[name]), env=env)
        health = "/health" if name == "actions" else "/healthz"
        setting = f"LANTAI_{name.upper()}_PORT"
        host = "127.0.0.1" if name == "actions" else settings.host
        return Part(name, _always(command), http_ok(url + health), after, Port(port, setting, host))

    worker = Command(words(sys.executable, "-m", MODULES["worker"]), env=env)
    services = [
        service("actions", settings.actions_port, settings.actions_url),
        service("gateway", settings.gateway_port, settings.gateway_url, stores),
        service("backend", settings.backend_port, settings.backend_url, stores),
        Part("worker", _always(worker), lives(), stores),
    ]
    if settings.simulator_on:
        services.append(service("simulator", settings.simulator_port, settings.simulator_url))
    return services


def _rasa(settings: Settings) -> Part:
    """The dialogue engine, in its own Python, once the model is there: at each start on the model of that moment."""
    env = rasa_environment(settings)

    def command(results: Results) -> Command:
        model = modelfiles.in_use(settings.home) or results["model"]
        return Command(words(RASA_PYTHON, "-m", "bot.channel.serve", "--model", model), env=env)

    health = http_ok(f"{settings.rasa_url}/webhooks/lantai/health")
    port = Port(settings.rasa_port, "LANTAI_RASA_PORT")
    return Part("rasa", command, health, ("model", "database"), port)


def _chores(env: Mapping[str, str], embedded: Embedded) -> tuple[Chore, ...]:
    module = words(sys.executable, "-m", "backend.supervisor.chores")
    create = ("--create",) if embedded.postgres else ()
    return (
        Chore(
            "database",
            "bringing the database's schema up to date",
            Command((*module, "database", *create), env=env),
            after=("postgres",) if embedded.postgres else (),
        ),
        Chore("model", "making sure that the model fits its training data", Command((*module, "model"), env=env)),
    )


def _always(command: Command) -> Callable[[Results], Command]:
    """A command that no chore's result changes."""
    return lambda results: command
