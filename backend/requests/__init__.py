"""The room of filed requests."""
