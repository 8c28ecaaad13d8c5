"""Tools that every process shares: settings, clock, database, encryption, errors, logs, texts."""
