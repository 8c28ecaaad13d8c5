"""The room of records that must stay: hash chains, the reveal log."""
