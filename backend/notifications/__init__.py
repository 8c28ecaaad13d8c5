"""The room that tells requesters what happened."""
