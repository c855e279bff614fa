"""The cards of pictures and sounds as values: one a tag, run and sample, at all its steps. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlencode

from django.urls import reverse

from dashboards.encoded import encoded_count, encoded_steps
from dashboards.pins import PinState, pin_of, pin_state
from dashboards.sample_cards import Slider, Whose, card_id, slider, whose

if TYPE_CHECKING:
    from typing_extensions import Self

    from dashboards.kept import Pairs
    from dashboards.pages import CardKey, Looking


@dataclass(frozen=True)
class EncodedCard:
    """One sample of a tag of a run. ``asked``: what its addresses ask for, less the key of a step, ``of_tag``
    those of its tag; ``runs``: how many of those shown have it; ``colored``: what they are coloured by.
    """

    template: ClassVar[str]
    plugin: ClassVar[str]
    id: str
    whose: Whose
    steps: Slider
    pin: PinState
    asked: str
    of_tag: str
    colored: Pairs
    runs: int
    expanded: bool
    toggle_url: str

    @classmethod
    def of(cls, look: Looking, key: CardKey, runs: Sequence[str], slot: str = "") -> Self:
        """The card of a sample that is there. ``slot``: set apart from other copies of it on a page."""
        run = key.run or ""
        found = encoded_steps(look.snapshot, cls.plugin, run, key.tag, key.sample)
        if found is None:
            raise LookupError(key)
        asked = urlencode({"run": run, "tag": key.tag, "sample": key.sample})
        own_id = card_id(key)
        expanded, toggle_url = look.large(own_id)
        named = {"runFilter": look.query.run_filter} if look.query.run_filter else {}
        filtered = named | dict(look.query.filtered())
        return cls(
            id=own_id + slot,
            whose=whose(look, key, encoded_count(look.snapshot, cls.plugin, run, key.tag)),
            steps=slider(found, own_id, f"{reverse(f'{cls.plugin}:steps')}?{asked}", slot),
            pin=pin_state(look, pin_of(key)),
            asked=asked,
            of_tag=urlencode({"tag": key.tag} | filtered),
            colored=look.query.colored(),
            runs=len(runs),
            expanded=expanded,
            toggle_url=toggle_url,
        )

    @property
    def newest(self) -> str:
        """The query of the newest step."""
        return f"{self.asked}&key={self.steps.key}"

    @property
    def file_url(self) -> str:
        """The newest step, to keep."""
        return f"{reverse(f'{self.plugin}:file')}?{self.newest}"

    @property
    def zip_url(self) -> str:
        """All its steps."""
        return f"{reverse(f'{self.plugin}:zip')}?{self.asked}"

    @property
    def tag_zip_url(self) -> str:
        """All steps of all runs of its tag."""
        return f"{reverse(f'{self.plugin}:zip')}?{self.of_tag}"
