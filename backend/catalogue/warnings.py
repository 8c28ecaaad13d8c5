"""What administrators must do in time: enter next year's holidays once they are announced."""

from datetime import date

from backend.catalogue.service import Configuration

#: The State Council announces the next year's holidays in late October or November.
_FROM_MONTH = 10


def unknown_year(configuration: Configuration, today: date) -> int | None:
    """The year whose holidays are missing: this one, or from October on the next; None when all is entered."""
    if not configuration.calendar.known_year(today.year):
        return today.year
    if today.month >= _FROM_MONTH and not configuration.calendar.known_year(today.year + 1):
        return today.year + 1
    return None
