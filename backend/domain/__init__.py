"""The rulebook: pure rules of the archive service; no clock, no I/O, no imports of the other rooms."""
