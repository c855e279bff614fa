"""Why there is nothing to see, and what to do about it: the same sentences in every dashboard."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain

from dashboards.query import PageQuery
from ingest.store import Snapshot, SourceState


@dataclass(frozen=True)
class Empty:
    """A title, a sentence, the paths it is about, and one way out: a link, all runs, no filters of columns.

    ``clears``: the field that the link empties. ``example``: where a training script would write, when a few
    lines of code would help; ``code``: how it writes this kind of data.
    """

    kind: str
    title: str
    text: str
    paths: tuple[str, ...] = ()
    url: str = ""
    link: str = ""
    clears: str = ""
    offers_all_runs: bool = False
    offers_no_filters: bool = False
    example: str = ""
    code: str = ""


CODE = {
    "scalars": 'add_scalar("train/loss", loss, step)',
    "histograms": 'add_histogram("dense/kernel", weights, step)',
    "images": 'add_image("samples", picture, step)',
    "sounds": 'add_audio("speech", waveform, step, sample_rate=22050)',
    "texts": 'add_text("notes", "what *happened*", step)',
}
"""How torch's SummaryWriter writes each kind of data."""

PAGELESS = {
    "graphs": "graphs",
    "graph_run_metadata": "graphs",
    "graph_run_metadata_graph": "graphs",
    "graph_keras_model": "graphs",
    "graph_tagged_run_metadata": "graphs",
    "mesh": "meshes",
    "pr_curves": "PR curves",
    "custom_scalars": "layouts of custom scalars",
}
"""What plugins without a dashboard hold. Hyperparameters are columns of the list of runs."""


def without_data(snapshot: Snapshot, what: str, has_data: bool) -> Empty | None:
    """Nothing to show whatever is chosen: no directory, no files, or none of this kind of data in them."""
    if has_data:
        return None
    paths = tuple(source.path for source in snapshot.sources)
    if snapshot.sources and all(source.problem for source in snapshot.sources):
        return _unreachable(snapshot.sources, paths)
    if snapshot.progress.loading and (snapshot.progress.files_total or not snapshot.runs):
        return Empty("loading", "Reading event files…", "Curves appear here while they are read.")
    if not snapshot.runs:
        return _no_files(paths)
    found = f"{_counted(len(snapshot.runs), 'run')} found, but no {what} in"
    if damaged := _damaged(snapshot):
        text = (
            f"{found} what could be read. {_counted(damaged, 'event file')} could not be read to the end: "
            "“unreadable” in the header says why."
        )
        return Empty("unreadable-files", f"No {what} to show", text, paths)
    text = f"{found} the event files. They show up here as soon as they are written.{_pageless(snapshot)}"
    example, code = paths[0] if paths else "", CODE.get(what, "")
    return Empty("no-data", f"No {what} yet", text, paths, example=example, code=code)


def _pageless(snapshot: Snapshot) -> str:
    """A sentence on what was found and cannot be seen; empty where there is nothing of that kind."""
    found = sorted({PAGELESS[plugin] for plugin in snapshot.plugins if plugin in PAGELESS}, key=str.lower)
    if not found:
        return ""
    named = " and ".join(filter(None, [", ".join(found[:-1]), found[-1]]))
    return f" There are {named}, which are read and kept, but have no page yet."


def _damaged(snapshot: Snapshot) -> int:
    """How many files were not read whole."""
    files = chain.from_iterable(run.files for run in snapshot.runs.values())
    return sum(bool(file.reason or file.skipped) for file in files)


def _unreachable(sources: tuple[SourceState, ...], paths: tuple[str, ...]) -> Empty:
    problem, reason = sources[0].problem, sources[0].reason
    if problem == "missing":
        text = "There is no such directory yet. It is picked up as soon as it appears: no need to restart."
        return Empty("no-directory", "Waiting for the log directory", text, paths, example=paths[0])
    if problem == "not a directory":
        text = "This is a file, but a directory is expected. Start again with --logdir set to its directory."
        return Empty("not-a-directory", "Not a directory", text, paths)
    text = f"{reason} It is tried again by itself."
    return Empty("unreadable", "The log directory cannot be read", text, paths)


def _no_files(paths: tuple[str, ...]) -> Empty:
    text = (
        "Looked for files with “tfevents” in their name, here and in every directory below. "
        "They show up as soon as they are written."
    )
    return Empty("no-files", "No event files yet", text, paths, example=paths[0] if paths else "")


def without_runs(snapshot: Snapshot, query: PageQuery, path: str, listed: int) -> Empty:
    """There is data, but no run that would be drawn."""
    if query.run_filter and not listed:
        text = (
            f"The run filter “{query.run_filter}” lets through none of {_counted(len(snapshot.runs), 'run')}."
        )
        cleared = replace(query, run_filter="").url(path)
        link = "Clear the run filter"
        return Empty("run-filter", "No run matches", text, url=cleared, link=link, clears="run-filter")
    text = "Select runs in the list, or show them all. A double click on a run shows only that one."
    return Empty("no-run", "No run is selected", text, offers_all_runs=True)


def without_passing(snapshot: Snapshot) -> Empty:
    """The filters of columns let no run through."""
    text = (
        f"What is chosen for columns of the list lets through none of {_counted(len(snapshot.runs), 'run')}."
    )
    return Empty("run-columns", "No run passes", text, offers_no_filters=True)


def without_tags(query: PageQuery, path: str, what: str, total: int) -> Empty:
    """Runs are drawn, but the tag filter leaves nothing of them, or they have nothing to draw."""
    if not query.tag_filter:
        text = f"None of the selected runs has {what}. Select others in the list."
        return Empty("no-tags", f"No {what} in these runs", text, offers_all_runs=True)
    text = f"The tag filter “{query.tag_filter}” matches none of {_counted(total, 'tag')}."
    cleared = replace(query, tag_filter="").url(path)
    link = "Clear the tag filter"
    return Empty("tag-filter", "No tag matches", text, url=cleared, link=link, clears="tag-filter")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
