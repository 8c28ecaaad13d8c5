"""The process that works the queue: `python -m backend.worker`."""
