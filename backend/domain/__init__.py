"""The rulebook: pure rules of the archive service, with no clock, no I/O and no imports of the other rooms."""
