"""A municipality's own website, on another origin than ours and with a strict policy."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

# The tokens of a design system, as a theme of a municipality has them.
TOKENS = """:root { --utrecht-button-primary-action-background-color: %s;
--utrecht-button-primary-action-color: %s; font-size: 62.5%%; }
p { color: red; text-transform: uppercase; } button { background: yellow; }"""


class Host:
    """Serves the same page at every path. `balie` is where our script comes from.

    `?lang=en`, `?place=tilburg`, `?paint=%23000000,%23ffffff` (background and ink of its style
    guide) and `?twice=1` (the script tag stands there twice) change it.
    """

    def __init__(self) -> None:
        self.balie = ""
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(request.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        paint = query.get("paint", "")
        if parts.path == "/tokens.css":
            body, kind = TOKENS % tuple(paint.split(",")), "text/css"
        else:
            body, kind = self.page(query), "text/html; charset=utf-8"
        content = body.encode()
        request.send_response(200)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(content)))
        request.send_header("Content-Security-Policy", self.policy())
        request.end_headers()
        request.wfile.write(content)

    def policy(self) -> str:
        """Nothing but its own style sheet, and from us scripts and answers. No HTML from text."""
        return (
            f"default-src 'none'; script-src {self.balie}; connect-src {self.balie}; "
            "style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        )

    def page(self, query: dict[str, str]) -> str:
        tag = f'<script src="{self.balie}/{query.get("place", "rotterdam")}/widget.js" defer></script>'
        paint = query.get("paint", "").replace("#", "%23")
        return (
            f'<!doctype html><html lang="{query.get("lang", "nl")}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            "<title>Gemeente</title>"
            + (f'<link rel=stylesheet href="/tokens.css?paint={paint}">' if paint else "")
            + tag * (2 if "twice" in query else 1)
            + "</head><body><main><h1>Gemeente</h1><p>Welkom</p>"
            '<p><a href="/andere">Andere pagina</a></p></main></body></html>'
        )
