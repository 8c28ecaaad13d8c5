"""Paper: the slip for the shelf, the label for the envelope, the letter that goes with what was found."""
