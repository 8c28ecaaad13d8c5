"""Understanding: what goes to Rasa, how its model is made, and how well it does."""
