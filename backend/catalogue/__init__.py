"""The room of configuration: shipped defaults with changes laid over them."""
