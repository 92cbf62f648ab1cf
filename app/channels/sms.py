"""SMS by an HTTP gateway, or into a folder.

Two styles. `generic`: one POST of JSON or a form, fields named by SMS_FIELDS, any 2xx is yes. `eskiz`: the
messages of notify.eskiz.uz (its documentation: https://documenter.getpostman.com/view/663428/RzfmES4z):
POST /auth/login with email and password gives `data.token`, which lasts some weeks; POST /message/sms/send with
mobile_phone (digits alone), message, from and callback_url answers `{"id": ..., "status": "waiting"}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from app.channels import folder
from app.channels.errors import ChannelError, Refused

#: Answers that say nothing about the message: our own token, too many at once, a moment's trouble.
TRY_LATER = {401, 402, 403, 404, 408, 409, 425, 429}


@dataclass(frozen=True)
class Sms:
    """A text for a phone (E.164)."""

    key: str
    to: str
    text: str


class SmsLine:
    """A way to the gateway; its connection and its token are kept. For one thread."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._settings = settings
        self._session = requests.Session()
        # No proxy of the environment may see what is written to residents.
        self._session.trust_env = False
        self._token = ""

    def send(self, sms: Sms) -> None:
        """Hand one message over. Raises Refused where trying again is no use, else ChannelError."""
        settings = self._settings
        if not settings["SMS_URL"]:
            text = f"To: {sms.to}\n\n{sms.text}\n"
            folder.write(Path(settings["OUTGOING_ROOT"]), sms.key, ".sms.txt", text.encode())
        elif settings["SMS_STYLE"] == "eskiz":
            self._send_eskiz(sms)
        else:
            self._send_generic(sms)

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def _send_generic(self, sms: Sms) -> None:
        settings = self._settings
        said = {"phone": sms.to, "text": sms.text, "from": settings["SMS_FROM"], "key": sms.key}
        body = {name: said[part] for part, name in settings["SMS_FIELDS"].items() if said[part]}
        headers = {"Authorization": f"Bearer {settings['SMS_TOKEN']}"} if settings["SMS_TOKEN"] else {}
        way = "json" if settings["SMS_BODY"] == "json" else "data"
        _judge(self._post(settings["SMS_URL"], headers=headers, **{way: body}))

    def _send_eskiz(self, sms: Sms) -> None:
        for is_last in (False, True):
            if not self._token:
                self._token = self._sign_in()
            answer = self._post(
                self._address("message/sms/send"),
                headers={"Authorization": f"Bearer {self._token}"},
                data={
                    "mobile_phone": sms.to.removeprefix("+"),
                    "message": sms.text,
                    "from": self._settings["SMS_FROM"] or "4546",
                },
            )
            if answer.status_code != 401 or is_last:
                break
            self._token = ""  # It has run out; sign in once more.
        _judge(answer)
        if _said(answer).get("status") == "error":
            raise ChannelError("sms gateway says error")

    def _sign_in(self) -> str:
        settings = self._settings
        answer = self._post(
            self._address("auth/login"),
            data={"email": settings["SMS_USER"], "password": settings["SMS_PASSWORD"]},
        )
        data = _said(answer).get("data")
        token = data.get("token") if isinstance(data, dict) else None
        if not answer.ok or not token:
            raise ChannelError(f"sms sign-in {answer.status_code}")
        return str(token)

    def _address(self, path: str) -> str:
        return f"{self._settings['SMS_URL'].rstrip('/')}/{path}"

    def _post(self, url: str, **said: Any) -> requests.Response:
        try:
            return self._session.post(
                url, timeout=self._settings["GATEWAY_SECONDS"], allow_redirects=False, **said
            )
        except requests.RequestException as error:
            raise ChannelError(f"sms {type(error).__name__}") from None


def _judge(answer: requests.Response) -> None:
    status = answer.status_code
    if not 200 <= status < 300:
        is_final = 400 <= status < 500 and status not in TRY_LATER
        raise (Refused if is_final else ChannelError)(f"sms {status}")


def _said(answer: requests.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
