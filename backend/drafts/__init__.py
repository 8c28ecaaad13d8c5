"""The room of requests still being talked about."""
