"""Run the worker until it is told to end."""

import asyncio

from backend.worker.serving import until_told

asyncio.run(until_told())
