"""For a server of your own: `TENSORBORED_LOGDIR=logs gunicorn -k gthread --threads 4 tensorbored.wsgi`."""

from __future__ import annotations

from tensorbored._bootstrap import bootstrap

bootstrap()

from tensorbored_site.wsgi import application  # noqa: E402  # found only after bootstrap

__all__ = ["application"]
