"""One process: the ingester in a thread, the pages on a few others.

Memory is shared, so there is one process and there are no workers to start. The ingester begins here and not
in an AppConfig, which runs for every management command.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
import time
from typing import Any

from ingest import terminal
from ingest.ingester import Ingester
from ingest.plan import Plan, collect_rarely
from ingest.store import Store
from tensorbored import __version__
from tensorbored.flags import Options
from tensorbored_site import state
from tensorbored_site.listen import ListenError, Listening, listen

THREADS = 4
# Threads that compute at the same time fight over the interpreter: longer turns nearly double what they get
# done together. Pages are as quick while files are read, for numpy lets go of the interpreter all the time.
LONG_TURNS = 0.05
PATIENCE = 0.3  # seconds that the end waits for what is being written to the cache
MAX_BODY = 2 * 1024 * 1024
CONNECTIONS, OTHER_FILES = 2_000, 200
# Bytes of an answer that wait in memory; more of it waits on disk, which may be full: so not few.
UNSENT = 1024 * 1024


def run(options: Options) -> int:
    """Serve until told to stop; returns the exit code."""
    signal.signal(signal.SIGTERM, _on_sigterm)
    sys.setswitchinterval(LONG_TURNS)
    collect_rarely()
    try:
        listening = listen(options.host, options.port, bind_all=options.bind_all)
    except ListenError as error:
        sys.stderr.write(f"ERROR: {error}\n")
        return -1
    stop, began = threading.Event(), time.time()
    plan = Plan.of(os.environ)
    ingester = start_ingester(plan, stop)
    try:
        application = _application(plan)
        _announce(listening, options)
        _thread("first load", terminal.follow, state.store(), sys.stderr, stop, began)
        _serve(application, listening)
    except KeyboardInterrupt:
        sys.stderr.write("\n")
    finally:
        stop.set()
        ingester.close(PATIENCE)
    return 0


def start_ingester(plan: Plan, stop: threading.Event) -> Ingester:
    """Begin to fill the store that pages show."""
    store = Store()
    state.use(store, plan.sources)
    ingester = plan.ingester(store)
    _thread("ingester", ingester.run_forever, stop)
    return ingester


def _thread(name: str, target: Any, *args: object) -> None:
    threading.Thread(target=target, args=args, name=name, daemon=True).start()


def _application(plan: Plan) -> Any:
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    from tensorbored_site import database

    database.prepare()
    database.register(plan)
    return application


def _announce(listening: Listening, options: Options) -> None:
    if options.host is None and not options.bind_all:
        sys.stderr.write(
            "Serving TensorBored on localhost; to expose to the network, use a proxy or pass --bind_all\n"
        )
    from tensorbored_site import notices

    for line in notices.at_start():
        sys.stderr.write(f"{line}\n")
    url = notices.address(listening.url(options.path_prefix))
    sys.stderr.write(f"TensorBored {__version__} at {url} (Press CTRL+C to quit)\n")
    sys.stderr.flush()


def _serve(application: Any, listening: Listening) -> None:
    import waitress
    from waitress.server import BaseWSGIServer

    from tensorbored_site.channel import Channel

    everything: dict[int, Any] = {}
    server = waitress.create_server(
        application,
        map=everything,
        sockets=list(listening.sockets),
        threads=THREADS,
        ident=None,  # nobody needs to know which server, in which version
        max_request_body_size=MAX_BODY,
        connection_limit=_connections(),
        outbuf_overflow=UNSENT,
        asyncore_use_poll=hasattr(select, "poll"),
    )
    for listener in everything.values():
        if isinstance(listener, BaseWSGIServer):
            listener.channel_class = Channel
    server.run()


def _connections() -> int:
    """How many may be open at once: each may need a second file, for what waits to be sent."""
    try:
        import resource
    except ImportError:  # Windows
        return CONNECTIONS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CONNECTIONS + OTHER_FILES
    if soft < wanted and soft != resource.RLIM_INFINITY:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return min(CONNECTIONS, (soft - OTHER_FILES) // 2) if soft != resource.RLIM_INFINITY else CONNECTIONS


def _on_sigterm(_signal: int, _frame: object) -> None:
    sys.stderr.write("TensorBored caught SIGTERM; exiting...\n")
    sys.exit(0)
