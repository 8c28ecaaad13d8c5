"""Files on disk: encrypted, under random names, written whole or not at all."""

import os
import secrets
from pathlib import Path

from backend.kit import crypto


class FileStore:
    """`$LANTAI_HOME/files`, two levels deep."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "files"

    def path(self, name: str) -> Path:
        """Where a file lies. Names are ours: hexadecimal digits only."""
        if not name.isalnum():
            raise ValueError("not a file name of ours")
        return self.folder / name[:2] / name

    def put(self, data: bytes) -> str:
        """Encrypt and keep; the new name."""
        name = secrets.token_hex(20)
        self._write(name, data)
        return name

    def get(self, name: str) -> bytes:
        """Read and decrypt. Raises FileNotFoundError, CryptoError."""
        return crypto.decrypt(self.path(name).read_bytes(), self._place(name))

    def remove(self, name: str) -> None:
        """Delete; nothing happens when it is gone."""
        self.path(name).unlink(missing_ok=True)

    def reencrypt(self, name: str) -> bool:
        """Bring a file under the current key; False when it already is."""
        blob = self.path(name).read_bytes()
        if crypto.key_id_of(blob)[0] == crypto.ring().current_id:
            return False
        self._write(name, crypto.decrypt(blob, self._place(name)))
        return True

    def names(self, older_than: float) -> list[str]:
        """Names of all files last written before a real moment (seconds since the epoch)."""
        found = self.folder.glob("??/*")
        return [path.name for path in found if path.suffix != ".part" and path.stat().st_mtime < older_than]

    def _write(self, name: str, data: bytes) -> None:
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = path.with_name(f"{name}.{secrets.token_hex(4)}.part")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(crypto.encrypt(data, self._place(name)))
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)

    @staticmethod
    def _place(name: str) -> bytes:
        return b"file:" + name.encode()
