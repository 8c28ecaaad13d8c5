"""Reading details: what a message says, found by rules alone.

`read` never raises and never waits; it knows the catalogue, today's date and what was just asked.
"""

from backend.domain.reading.assemble import read
from backend.domain.reading.model import Detail, Edit, Item, Reading
from backend.domain.reading.redaction import redact

__all__ = ["Detail", "Edit", "Item", "Reading", "read", "redact"]
