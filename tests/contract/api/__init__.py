"""The API as its own description says it is."""
