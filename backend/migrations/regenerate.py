"""Write migration 0001 anew from all models. For use until the first release; afterwards migrations are added.

python -m backend.migrations.regenerate postgresql://.../an_empty_database
"""

import sys
from pathlib import Path

from alembic import command

from backend.migrations.run import configuration

VERSIONS = Path(__file__).parent / "versions"
UP = "\n    support.install_queue()\n    support.install_guards()\n"
DOWN = "def downgrade() -> None:\n    support.remove_guards()\n    support.remove_queue()\n"


def main(database_url: str) -> None:
    """Generate the file against an empty database."""
    for old in VERSIONS.glob("0001_*.py"):
        old.unlink()
    script = command.revision(configuration(database_url), "initial", autogenerate=True, rev_id="0001")
    assert script
    assert not isinstance(script, list)
    path = Path(script.path)
    head, tail = path.read_text().split("\n\ndef downgrade() -> None:\n")
    head = "\n".join(line for line in head.splitlines() if "# ###" not in line).rstrip()
    tail = "\n".join(line for line in tail.splitlines() if "# ###" not in line).rstrip()
    body = f"{head}\n{UP.strip(chr(10))}\n\n\n{DOWN}{tail}\n"
    path.write_text(body)


if __name__ == "__main__":
    main(sys.argv[1])
