"""The room of the public question: how far is it?"""
