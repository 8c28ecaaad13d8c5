"""The room of people who ask: identity, consent, export, erasure."""
