"""The WeChat Official Account platform as a leaf package: signatures, messages, the API client."""
