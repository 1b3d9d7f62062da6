"""How a book is read: JSON, the log, and pages. It opens ``public/`` alone, read-only, and holds no key."""

from api.app import create_app

__all__ = ["create_app"]
