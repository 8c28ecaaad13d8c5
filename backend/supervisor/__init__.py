"""Starts every process of the house on one machine, keeps it alive and ends it again."""
