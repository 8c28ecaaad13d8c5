"""Tests of the Python 3.10 code that need no server: `.venv-rasa/bin/python -m unittest discover -t . bot/tests310`."""
