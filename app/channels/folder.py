"""Messages as files, for development and for a service without a mail server."""

from __future__ import annotations

import re
from email.message import EmailMessage
from pathlib import Path


def write_email(root: Path, key: str, *, to: str, subject: str, text: str) -> Path:
    """Write one e-mail as an `.eml` file named after its key; the same key writes the same file again."""
    message = EmailMessage()
    message["To"] = to
    message["Subject"] = subject
    message.set_content(text)
    root.mkdir(parents=True, exist_ok=True)
    path = root / (re.sub(r"[^A-Za-z0-9_.-]+", "-", key) + ".eml")
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(bytes(message))
    unfinished.replace(path)
    return path
