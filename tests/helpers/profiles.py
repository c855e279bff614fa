"""Any profile at all, as JSON: what Hypothesis makes of the schema, with keys in it that nobody knows."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tensorbored.plugins.core import checks

SCALES = st.sampled_from(checks.AXIS_SCALES)
KEYS = (
    "a",
    "train/loss",
    "__proto__",
    "constructor",
    "toString",
    "<b>",
    "\u202e",
    "defaultExperimentId/x",
    "é",
)
names = st.sampled_from(KEYS) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8
)
colors = st.from_regex(r"\A#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\Z")
numbers = st.integers(-(2**40), 2**40) | st.floats(allow_nan=False, allow_infinity=False, width=32)
anything = st.recursive(
    st.none() | st.booleans() | numbers | names,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=2),
    max_leaves=4,
)
unknown = st.dictionaries(st.sampled_from(("x-new", "__proto__", "valueOf", "x y")), anything, max_size=2)


def entry(
    required: dict[str, Any], optional: dict[str, Any] | None = None
) -> st.SearchStrategy[dict[str, Any]]:
    """An object with these keys, and sometimes others."""
    known = st.fixed_dictionaries(required, optional=optional or {})
    return st.tuples(unknown, known).map(lambda both: both[0] | both[1])


pins = entry(
    {"plugin": st.sampled_from(("scalars", "histograms", "images", "later")), "tag": names},
    {
        "runId": names | st.none(),
        "sample": st.integers(0, 9) | st.none(),
        "title": names,
        "tags": st.lists(names),
    },
)
cards = entry(
    {"id": names, "title": names, "tags": st.lists(names, max_size=3)}, {"runId": names | st.none()}
)
group_keys = st.integers(0, 3) | st.sampled_from(
    ("run", "EXPERIMENT", "regex", "Regex_By_Exp", "folder", "hparam")
)
positive = st.floats(0.001, 1000)


def maps(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """An object of a few names."""
    return st.dictionaries(names, values, max_size=3)


column_filters = st.fixed_dictionaries(
    {},
    optional={
        "min": st.floats(-9, 0),
        "max": st.floats(0, 9),
        "without": st.lists(names | st.booleans() | st.floats(-9, 9), max_size=3),
        "missing": st.just(False),
    },
).filter(bool)


def lists(values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """A short list."""
    return st.lists(values, max_size=3)


flat_documents = entry(
    {},
    {
        "version": st.just(1),
        "name": names,
        "lastModifiedTimestamp": st.integers(0, 2**53),
        "pinnedCards": lists(pins),
        "runColors": lists(entry({"runId": names, "color": colors})),
        "groupColors": lists(entry({"groupKey": names, "colorId": st.integers(-1, 2**32 - 1)})),
        "superimposedCards": lists(cards),
        "tagFilter": names,
        "runFilter": names,
        "smoothing": st.floats(0, 0.999) | st.just(0),
        "groupBy": st.none()
        | entry({"key": group_keys}, {"regexString": names, "regex_string": names, "hparam": names}),
        "runSelection": lists(
            st.fixed_dictionaries(
                {"type": st.sampled_from(checks.RUN_KINDS), "value": names, "selected": st.booleans()}
            )
        ),
        "runSelectionDefault": st.none() | st.booleans(),
        "metricDescriptions": maps(names),
        "yAxisScale": SCALES,
        "xAxisScale": SCALES,
        "tagAxisScales": maps(st.fixed_dictionaries({}, optional={"y": SCALES, "x": SCALES})),
        "symlogLinearThreshold": positive,
        "tagSymlogLinearThresholds": maps(positive),
        "expandedTagGroups": maps(st.booleans()),
        "pageSize": st.integers(1, 200),
        "baselineRun": names | st.none(),
        "runTable": entry(
            {},
            {
                "columns": lists(names | st.sampled_from(("started", "min:loss"))),
                "sort": names,
                "descending": st.booleans(),
                "tree": st.booleans(),
                "open": maps(st.booleans()),
                "filters": maps(column_filters),
            },
        ),
        "xAxis": st.sampled_from(("step", "relative", "wall")),
        "largeCards": lists(names),
        "partition": st.booleans(),
        "savePins": st.booleans(),
        "hideEmptyCards": st.booleans(),
        "tagCategories": lists(names),
        "cardWidth": st.integers(335, 735) | st.none(),
        "cardSizes": maps(entry({}, {"columns": st.integers(1, 12), "height": st.integers(120, 2000)})),
        "toolbar": maps(names),
    },
)
documents = flat_documents | flat_documents.map(lambda data: {"version": 1, "data": data})
