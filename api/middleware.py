"""What holds for every request, before any route sees it: GET and HEAD only, no body, safe headers."""

from __future__ import annotations

from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import ProblemError, respond

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link"),
)


class ReadOnly:
    """Answers other methods and requests with a body itself, and HEAD as GET without the body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        head = scope["method"] == "HEAD"

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS]
            elif head:
                message["body"] = b""
            await send(message)

        refusal = _refusal(scope)
        if refusal is not None:
            await respond(refusal.problem)(scope, receive, send_safely)
        else:
            await self._app({**scope, "method": "GET"}, receive, send_safely)


def _refusal(scope: Scope) -> ProblemError | None:
    if scope["method"] not in ("GET", "HEAD"):
        return ProblemError(
            HTTPStatus.METHOD_NOT_ALLOWED,
            "request.method",
            "this book can only be read here",
            advice="Use GET or HEAD. Events come in as files: `mingzhang append`.",
        )
    headers = dict(scope["headers"])
    if headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers:
        return ProblemError(
            HTTPStatus.BAD_REQUEST,
            "request.body",
            "the request carries a body, and nothing here takes one",
            advice="Ask with the address and its parameters alone.",
        )
    return None
