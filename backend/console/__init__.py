"""The staff console: pages under `/console`, rendered on the server."""
