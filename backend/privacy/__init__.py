"""The room of rights: export, erasure, and things whose time of keeping is over."""
