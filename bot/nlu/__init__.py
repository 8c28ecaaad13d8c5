"""What our Rasa is made of: understanding, policy, stores. Python 3.10; imports Rasa and its libraries only."""
