"""The backend against a real PostgreSQL."""
