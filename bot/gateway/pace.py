"""How far behind the process is, and what that leaves of WeChat's patience."""

import asyncio

_EVERY = 0.1
_FADES = 0.8
"""A delay that was seen is believed for about a second."""


class Pace:
    """Measures by how much the event loop, or the recording of callbacks, is late."""

    def __init__(self) -> None:
        self.lag = 0.0

    async def run(self) -> None:
        """Measure for ever."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _EVERY
            await asyncio.sleep(_EVERY)
            self.saw(loop.time() - due)

    def saw(self, lag: float) -> None:
        """A step came so many seconds late; the worst of the last second counts."""
        self.lag = max(lag, self.lag * _FADES)

    def patience(self, most: float) -> float:
        """Seconds to hold a connection for its answer: of `most`, what lateness on the way in and out leaves.

        A hurried `success` costs a customer-service message; one that comes too late costs two more callbacks of
        the same message, which a late process can bear least.
        """
        return max(most - 2 * self.lag, most / 3)
