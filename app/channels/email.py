"""E-mail by SMTP, or into a folder. One connection carries as many messages as come one after another."""

from __future__ import annotations

import hashlib
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any

from app.channels import folder
from app.channels.errors import ChannelError, Refused
from app.presentation import now


@dataclass(frozen=True)
class Mail:
    """What is written to somebody. `key` makes the Message-ID, so that a repetition can be known as one."""

    key: str
    to: str
    subject: str
    text: str
    html: str
    language: str
    #: Where one POST stops messages of this kind (RFC 8058); empty: they cannot be stopped.
    unsubscribe: str = ""


class MailLine:
    """A way to the mail server, opened when the first message goes and kept for the next. For one thread."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._settings = settings
        self._smtp: smtplib.SMTP | None = None

    def send(self, mail: Mail) -> None:
        """Hand one message over. Raises Refused where trying again is no use, else ChannelError."""
        message = self._message(mail)
        if not self._settings["SMTP_HOST"]:
            folder.write(Path(self._settings["OUTGOING_ROOT"]), mail.key, ".eml", bytes(message))
            return
        try:
            self._send(message)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            self._reset()
            raise (Refused if min(codes) >= 500 else ChannelError)(f"smtp {min(codes)}") from None
        except smtplib.SMTPDataError as error:
            self._reset()
            raise (Refused if error.smtp_code >= 500 else ChannelError)(f"smtp {error.smtp_code}") from None
        except smtplib.SMTPResponseException as error:
            # Signing in, or the sender: our own settings, not this message.
            self.close()
            raise ChannelError(f"smtp {error.smtp_code}") from None
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise ChannelError(f"smtp {type(error).__name__}") from None

    def close(self) -> None:
        """Say goodbye; the next message opens the way again."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            try:
                smtp.quit()
            except (OSError, smtplib.SMTPException):
                smtp.close()

    def _send(self, message: EmailMessage) -> None:
        if self._smtp is not None:
            try:
                if self._smtp.noop()[0] == 250:
                    self._smtp.send_message(message)
                    return
            except smtplib.SMTPServerDisconnected:
                pass  # It hung up while nothing was to be said, as servers do.
            self.close()
        self._smtp = self._open()
        self._smtp.send_message(message)

    def _open(self) -> smtplib.SMTP:
        settings = self._settings
        secure = settings["SMTP_SECURITY"]
        host, port, seconds = settings["SMTP_HOST"], settings["SMTP_PORT"], settings["GATEWAY_SECONDS"]
        context = ssl.create_default_context(cafile=settings["SMTP_CA_FILE"] or None)
        smtp: smtplib.SMTP
        if secure == "tls":
            smtp = smtplib.SMTP_SSL(host, port, timeout=seconds, context=context)
        else:
            smtp = smtplib.SMTP(host, port, timeout=seconds)
        try:
            if secure == "starttls":
                smtp.starttls(context=context)
            if settings["SMTP_USER"]:
                smtp.login(settings["SMTP_USER"], settings["SMTP_PASSWORD"])
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _reset(self) -> None:
        try:
            if self._smtp is not None:
                self._smtp.rset()
        except (OSError, smtplib.SMTPException):
            self.close()

    def _message(self, mail: Mail) -> EmailMessage:
        settings = self._settings
        name, sender = parseaddr(settings["MAIL_FROM"] or settings["SERVICE_EMAIL"])
        sender = sender if "@" in sender else "no-reply@localhost"
        message = EmailMessage(policy=SMTP)
        message["From"] = Address(display_name=name or settings["SERVICE_NAME"], addr_spec=sender)
        message["To"] = Address(addr_spec=mail.to)
        message["Subject"] = mail.subject
        message["Date"] = format_datetime(now())
        message["Message-ID"] = (
            f"<{hashlib.sha256(mail.key.encode()).hexdigest()[:32]}@{sender.partition('@')[2]}>"
        )
        # Nobody's holiday note should come back to us (RFC 3834).
        message["Auto-Submitted"] = "auto-generated"
        if mail.unsubscribe:
            message["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(mail.text)
        message.add_alternative(mail.html, subtype="html")
        # Last: whatever is said of the content before moves into its first part.
        message["Content-Language"] = mail.language
        return message
