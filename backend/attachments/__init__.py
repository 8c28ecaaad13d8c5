"""The room of files: fetched, checked, encrypted, handed out."""
