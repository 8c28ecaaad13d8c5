"""Structured logs: JSON lines on standard output, holding allowed keys only, so that no personal detail slips in."""

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
    """Library loggers: level, name and the unformatted template, never its arguments (they may hold user text)."""

    def format(self, record: logging.LogRecord) -> str:
        error = f" error={record.exc_info[0].__name__}" if record.exc_info and record.exc_info[0] else ""
        return f'{{"level": "{record.levelname.lower()}", "logger": "{record.name}", "line": {record.lineno}{error!r}}}'


def configure(process: str, level: str = "INFO") -> None:
    """Set up logging of this process; call once at start."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_Terse())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_allowed,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)
