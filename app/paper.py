"""Pages as PDF, as they would be printed: the only import of WeasyPrint.

A sheet asks for its pictures and style sheets as its reader would: through this application, with the reader's own
cookie. So the rules of access hold on paper too, and nothing is fetched from anywhere else. A picture that cannot be
had is missing from the sheet, with its words in its place, and the log tells which.
"""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, request
from werkzeug.test import Client

#: It warns of each property of a style sheet that paper has no use for.
logging.getLogger("weasyprint").setLevel(logging.ERROR)


def pdf(html: str, name: str) -> Response:
    """Answer with the page as a tagged PDF (PDF/UA-1), shown in the browser and kept as `name`.pdf."""
    # Pango and its fonts take tens of megabytes of each process; only who prints pays for them.
    from weasyprint import HTML

    sheet = HTML(string=html, base_url=request.url, url_fetcher=_fetcher(Client(current_app.wsgi_app)))
    return Response(
        sheet.write_pdf(pdf_variant="pdf/ua-1"),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )


def _fetcher(client: Client) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class AsTheReader(URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            """Return what the reader would get there. Raises LookupError for anything but an answer of ours."""
            wanted, here = urlsplit(url), urlsplit(request.host_url)
            if (wanted.scheme, wanted.netloc) != (here.scheme, here.netloc):
                raise LookupError(f"{wanted.scheme}://{wanted.netloc} is not this application")
            found = client.get(
                wanted.path,
                query_string=wanted.query,
                base_url=request.host_url,
                headers={"Cookie": request.headers.get("Cookie", "")},
                environ_base={"REMOTE_ADDR": request.remote_addr or ""},
            )
            if found.status_code != 200:
                raise LookupError(f"{wanted.path} was answered with {found.status_code}")
            return URLFetcherResponse(url, found.data, {"Content-Type": found.content_type})

    return AsTheReader()
