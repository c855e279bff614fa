"""Which steps are selected, as addresses say it: `steps`, and `steps.TAG` of single cards.

The browser alone knows them (static/lib/step-address.js); pages pass on what its address bar says.
"""

from __future__ import annotations

from django.http import QueryDict

from dashboards.kept import Pairs

STEPS = "steps"


def is_step(name: str) -> bool:
    """Whether a parameter says a selected step."""
    return name == STEPS or name.startswith(f"{STEPS}.")


def without_steps(pairs: Pairs) -> Pairs:
    """Parameters without those of steps."""
    return tuple(pair for pair in pairs if not is_step(pair[0]))


def with_steps_of(asked: QueryDict, address: QueryDict) -> QueryDict:
    """What is asked for with the steps of the address bar: links and fields may be older."""
    made = QueryDict(mutable=True)
    for name, values in asked.lists():
        if not is_step(name):
            made.setlist(name, values)
    for name in filter(is_step, address):
        made.setlist(name, address.getlist(name))
    return made
