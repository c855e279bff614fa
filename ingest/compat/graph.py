"""Graphs outside of summaries: a ``graph_def``, a ``meta_graph_def``, run metadata with a tag of its own.

Today they are string tensors of a tag like everything else. A meta graph counts only in a run without a
graph; it has a tag of its own here and is shown under the graph's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.proto.event_pb2 import MetaGraphDef

if TYPE_CHECKING:
    from ingest.proto.event_pb2 import Event

GRAPHS, TAGGED_RUN_METADATA = "graphs", "graph_tagged_run_metadata"
RUN_GRAPH, META_GRAPH = "__run_graph__", "__meta_graph__"
INSTEAD = {RUN_GRAPH: META_GRAPH}
"""Tags that stand in for others that are absent."""


def told_by(event: Event) -> tuple[bytes, str] | None:
    """Tag and plugin of an event that is a graph or what a graph's run was like; None for others."""
    kind = event.WhichOneof("what")
    if kind == "graph_def":
        return RUN_GRAPH.encode(), GRAPHS
    if kind == "meta_graph_def":
        return META_GRAPH.encode(), GRAPHS
    if kind == "tagged_run_metadata":
        return event.tagged_run_metadata.tag, TAGGED_RUN_METADATA
    return None


def content(event: Event) -> bytes:
    """The graph or the run metadata."""
    kind = event.WhichOneof("what")
    if kind == "tagged_run_metadata":
        return event.tagged_run_metadata.run_metadata
    if kind == "meta_graph_def":
        return MetaGraphDef.FromString(event.meta_graph_def).graph_def
    return event.graph_def
