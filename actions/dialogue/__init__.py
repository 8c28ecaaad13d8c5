"""The dialogue: what is asked next, what a message changes, when a request is filed.

A turn comes in (`turn.Turn`), the talk so far is a `state.Talk`, the archive is reached through a
`desk.Desk`; out come Says (keys of texts with values), never sentences. `engine.converse` is the door.
"""
