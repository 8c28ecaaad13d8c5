"""Speed of the whole WeChat way, beside a plain Rasa on the same machine: `python -m tests.bench`."""
