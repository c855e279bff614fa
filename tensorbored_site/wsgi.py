"""The application for a WSGI server of one's own. Each of its processes reads the logdir for itself."""

from __future__ import annotations

import threading

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from tensorbored_site import server

application = get_wsgi_application()
server.start_ingester(settings.LOGDIR, settings.LOGDIR_SPEC, settings.RELOAD_INTERVAL, threading.Event())
