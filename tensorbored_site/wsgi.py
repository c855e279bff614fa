"""The application for a WSGI server of one's own. Each of its processes reads the logdir for itself."""

from __future__ import annotations

import os
import threading

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from ingest.plan import Plan
from tensorbored_site import database, server

application = get_wsgi_application()
if settings.AUTH == "token" and "TENSORBORED_TOKEN" not in os.environ:
    raise SystemExit("ERROR: set TENSORBORED_TOKEN, so that all processes ask for the same one.")
plan = Plan.of(os.environ)
server.start_ingester(plan, threading.Event())
database.prepare()
database.register(plan)
