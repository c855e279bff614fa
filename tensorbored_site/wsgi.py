"""The application for a WSGI server of one's own. Each of its processes reads the logdir for itself."""

from __future__ import annotations

import os
import threading

from django.core.wsgi import get_wsgi_application

from ingest.plan import Plan
from tensorbored_site import server

application = get_wsgi_application()
server.start_ingester(Plan.of(os.environ), threading.Event())
