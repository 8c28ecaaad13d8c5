"""The WeChat adapter: takes callbacks, records them, works turns with Rasa, and sees that each answer leaves once."""
