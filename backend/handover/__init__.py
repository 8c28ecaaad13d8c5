"""The room between bot and people: asking for a person."""
