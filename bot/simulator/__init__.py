"""WeChat on this machine: the platform's API, its pushes and phones to talk with, for trying and testing."""
