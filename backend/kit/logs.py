"""Structured logs: JSON lines on standard output, holding allowed keys only, so that no personal detail slips in."""

import json
import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

ALLOWED = frozenset(
    {"event", "level", "timestamp", "process", "conversation", "message", "request_code", "error", "where", "status"}
    | {"state", "kind", "part", "attempt", "code", "count", "seconds", "milliseconds", "job", "epoch", "intent"}
    | {"confidence", "path", "method", "reason", "channel", "port", "version", "pid", "exit_code", "actor", "day"}
)


def _only_allowed(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every key that is not known to be harmless."""
    return {key: value for key, value in event.items() if key in ALLOWED}


class _Terse(logging.Formatter):
    """Library loggers: where and what class of error, never their message (it may hold what a user wrote)."""

    def format(self, record: logging.LogRecord) -> str:
        """One JSON line."""
        line = {"level": record.levelname.lower(), "event": "library", "path": record.name, "code": record.lineno}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line)


def configure(process: str, level: str = "INFO") -> None:
    """Set up logging of this process; call once at start."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_Terse())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)

    def add_process(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event["process"] = process
        return event

    structlog.configure(
        processors=[
            add_process,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
