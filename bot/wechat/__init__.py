"""The WeChat Official Account platform as a leaf package: signatures, messages, API client. No I/O but in `client`."""
