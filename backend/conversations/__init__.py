"""The room of talks: the inbox, the turns, the outbox, and who speaks. Used by the gateway and by the console."""
