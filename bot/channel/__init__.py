"""Rasa's one door: signed turns in, replies out. Python 3.10; imports Rasa and its libraries only."""
