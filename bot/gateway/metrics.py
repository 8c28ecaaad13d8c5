"""What is counted. No label ever holds anything of a person."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 3, 4, 5, 10, 30)


class Metrics:
    """The gateway's counters, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.callbacks = Counter(
            "lantai_callbacks", "Callbacks by what became of them", ["outcome"], registry=self.registry
        )
        self.arrivals = Counter(
            "lantai_arrivals", "Messages by kind, new or repeated", ["kind", "state"], registry=self.registry
        )
        self.callback_seconds = Histogram(
            "lantai_callback_seconds", "Time until WeChat was answered", registry=self.registry, buckets=_SECONDS
        )
        self.turns = Counter("lantai_turns", "Turns by outcome", ["outcome"], registry=self.registry)
        self.turn_seconds = Histogram(
            "lantai_turn_seconds", "Time Rasa took for a turn", registry=self.registry, buckets=_SECONDS
        )
        self.sends = Counter(
            "lantai_sends", "Outgoing messages by way and outcome", ["route", "outcome"], registry=self.registry
        )
        self.troubles = Gauge(
            "lantai_wechat_trouble", "1 while WeChat refuses the account itself", ["trouble"], registry=self.registry
        )
        self.unsettled = Gauge(
            "lantai_messages_unsettled", "Messages waiting, ready, claimed or held", ["state"], registry=self.registry
        )
        self.open_connections = Gauge("lantai_connections_waiting", "Open callbacks", registry=self.registry)
        self.part_away = Gauge("lantai_part_away", "1 while a part does not answer", ["part"], registry=self.registry)
