"""A tiny part of a house: serves its own process id over HTTP; can be stubborn, or leave a child behind."""

import os
import signal
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = str(os.getpid()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return None


if __name__ == "__main__":
    port, manners = int(sys.argv[1]), sys.argv[2:]
    if "stubborn" in manners:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if "parent" in manners:
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    print("serving", flush=True)
    HTTPServer(("127.0.0.1", port), Handler).serve_forever()
