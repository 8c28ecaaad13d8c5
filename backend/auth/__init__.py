"""The room of sign-in: staff accounts, sessions, second factor, rights."""
