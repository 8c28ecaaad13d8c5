"""Exit 0 when a URL answers 200: the health check of containers that carry no curl."""

import sys
import urllib.request

if __name__ == "__main__":
    # Docker may give every container the proxy of its host; the container itself is not behind it.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(sys.argv[1], timeout=2) as answer:
        sys.exit(answer.status != 200)
