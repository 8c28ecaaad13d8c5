"""The action server: the dialogue decides here what is said, asked and filed."""
