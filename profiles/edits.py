"""What people do to a profile: pure functions from one value to the next.

What cannot be done raises `BadProfile`, with the field's name as it is in JSON; a profile that was valid
stays valid. Times come in as arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Literal, TypeVar

from profiles import parts, schema
from profiles.card_sizes import CardSize, card_size, json_from_card_size, width_or_none
from profiles.column_filter import MAX_FILTERS, ColumnFilter
from profiles.parts import AxisScales, GroupBy, GroupColor, Pin, RunColor, SuperimposedCard, frozen
from profiles.run_table import MAX_COLUMNS, json_from_run_table, run_table
from profiles.schema import BadProfile, ProfileData, page_size
from tensorbored.plugins.core import checks
from tensorbored.plugins.core import profile_checks as check

Axis = Literal["y", "x"]

K = TypeVar("K")
V = TypeVar("V")


# --- runs -------------------------------------------------------------------------------------------------


def show_only(profile: ProfileData, name: str) -> ProfileData:
    """One run and no other, present or to come."""
    return replace(profile, run_selection=MappingProxyType({name: True}), run_selection_default=False)


def show_every(profile: ProfileData, shown: bool) -> ProfileData:
    """All runs or none, those to come included."""
    return replace(profile, run_selection=MappingProxyType({}), run_selection_default=shown)


def show(profile: ProfileData, names: Iterable[str], shown: bool) -> ProfileData:
    """Show or hide some runs and leave the others as they are."""
    selection = dict(profile.run_selection) | dict.fromkeys(names, shown)
    default = profile.run_selection_default
    told = {name: value for name, value in selection.items() if value is not default}
    return replace(profile, run_selection=MappingProxyType(told))


def set_run_color(profile: ProfileData, run: str, color: str | None) -> ProfileData:
    """The colour of a run; None gives it back its own."""
    name, before = checks.text(run, "runColors: runId"), profile.run_colors.get(run)
    chosen = (
        None
        if color is None
        else replace(before or RunColor(""), color=parts.color(color, "runColors: color"))
    )
    return replace(
        profile, run_colors=_with(profile.run_colors, name, chosen, "runColors", checks.MAX_COLORS)
    )


def set_group_color(profile: ProfileData, key: str, color_id: int | None) -> ProfileData:
    """The colour of a group of runs; None gives it back its own."""
    name, before = checks.text(key, "groupColors: groupKey"), profile.group_colors.get(key)
    number = None if color_id is None else check.color_id(color_id, "groupColors: colorId")
    chosen = None if number is None else replace(before or GroupColor(0), color_id=number)
    colors = _with(profile.group_colors, name, chosen, "groupColors", checks.MAX_COLORS)
    return replace(profile, group_colors=colors)


def set_group_by(profile: ProfileData, key: str | None, regex: str = "", hparam: str = "") -> ProfileData:
    """What runs are grouped by: one of `checks.GROUP_KEYS`, or None."""
    if key is None:
        return replace(profile, group_by=None)
    kind, pattern = checks.group_key(key, "groupBy.key"), schema.pattern(regex, "groupBy.regexString")
    name = checks.text(hparam, "groupBy.hparam")
    before = profile.group_by or GroupBy(kind)
    return replace(profile, group_by=replace(before, key=kind, regex=pattern, hparam=name))


def set_baseline(profile: ProfileData, run: str | None) -> ProfileData:
    """The run that others are compared with, or none."""
    return replace(profile, baseline_run=None if run is None else checks.text(run, "baselineRun"))


def set_run_columns(profile: ProfileData, columns: Iterable[str]) -> ProfileData:
    """The columns of the list of runs, in this order; each once."""
    return _changed_table(profile, columns=tuple(columns))


def set_run_column_width(profile: ProfileData, column: str, width: int | None) -> ProfileData:
    """How wide a column of the list of runs is, in pixels; None for as wide as what stands in it."""
    name = checks.text(column, "runTable.widths: a key")
    widths = _with(profile.run_table.widths, name, width, "runTable.widths", MAX_COLUMNS)
    return _changed_table(profile, widths=widths)


def filter_runs(profile: ProfileData, column: str, only: ColumnFilter | None) -> ProfileData:
    """What a column of the list of runs lets through; None for everything."""
    name = checks.text(column, "runTable.filters: a key")
    filters = _with(profile.run_table.filters, name, only, "runTable.filters", MAX_FILTERS)
    return _changed_table(profile, filters=filters)


def unfilter_runs(profile: ProfileData) -> ProfileData:
    """Every column lets everything through."""
    return _changed_table(profile, filters={})


def sort_runs(profile: ProfileData, by: str, descending: bool) -> ProfileData:
    """The order of the list of runs."""
    return _changed_table(profile, sort=by, descending=descending)


def show_run_tree(profile: ProfileData, tree: bool) -> ProfileData:
    """The list of runs as a tree of folders, or flat."""
    return _changed_table(profile, tree=tree)


def open_run_folder(profile: ProfileData, folder: str, is_open: bool | None) -> ProfileData:
    """Whether a folder of the tree of runs is open; None leaves it to the page."""
    name = checks.text(folder, "runTable.open: a key")
    return _changed_table(
        profile, open=_with(profile.run_table.open, name, is_open, "runTable.open", checks.MAX_TAGS)
    )


# --- pins -------------------------------------------------------------------------------------------------


def pin(profile: ProfileData, card: Pin) -> ProfileData:
    """Keep a card at the top, after those that are there; one that is there stays where it is."""
    if any(kept.card == card.card for kept in profile.pins):
        return profile
    checked = parts.pin(parts.json_from_pin(card), "pin")
    return replace(profile, pins=_one_more(profile.pins, checked, "pinnedCards", checks.MAX_PINS))


def pin_at(profile: ProfileData, cards: Sequence[Pin], position: int) -> ProfileData:
    """Keep some cards, from where `position` pins are before them; those that are there stay."""
    there = {kept.card for kept in profile.pins}
    new = tuple({card.card: card for card in cards if card.card not in there}.values())
    if len(profile.pins) + len(new) > checks.MAX_PINS:
        raise BadProfile(f"pinnedCards: at most {checks.MAX_PINS:,} entries are allowed.")
    at = min(max(position, 0), len(profile.pins))
    return replace(profile, pins=(*profile.pins[:at], *new, *profile.pins[at:]))


def unpin(profile: ProfileData, card: Pin) -> ProfileData:
    """Keep it no longer."""
    return replace(profile, pins=tuple(kept for kept in profile.pins if kept.card != card.card))


def unpin_all(profile: ProfileData) -> ProfileData:
    """Keep no card."""
    return replace(profile, pins=())


def move_pin(profile: ProfileData, card: Pin, position: int) -> ProfileData:
    """Put it where `position` pins are before it; beyond the ends means at the end."""
    moved = [kept for kept in profile.pins if kept.card == card.card]
    others = [kept for kept in profile.pins if kept.card != card.card]
    at = min(max(position, 0), len(others))
    return replace(profile, pins=(*others[:at], *moved, *others[at:]))


# --- cards of several tags --------------------------------------------------------------------------------


def superimpose(profile: ProfileData, card: SuperimposedCard) -> ProfileData:
    """Add a card; one of the same id, or of the same tags for the same run, is enough."""
    if any(kept.id == card.id or _same_lines(kept, card) for kept in profile.superimposed):
        return profile
    return replace(
        profile,
        superimposed=_one_more(profile.superimposed, _checked(card), "superimposedCards", checks.MAX_CARDS),
    )


def superimpose_at(profile: ProfileData, card: SuperimposedCard, position: int) -> ProfileData:
    """The same where `position` cards are before it."""
    added = superimpose(profile, card)
    if added is profile:
        return profile
    *others, new = added.superimposed
    at = min(max(position, 0), len(others))
    return replace(profile, superimposed=(*others[:at], new, *others[at:]))


def replace_card(profile: ProfileData, card: SuperimposedCard) -> ProfileData:
    """Another card in the place of the one with this id."""
    return _changed_card(profile, card.id, lambda kept: card)


def add_tag(profile: ProfileData, card_id: str, tag: str) -> ProfileData:
    """One more tag in a card."""
    return _changed_card(profile, card_id, lambda card: replace(card, tags=(*card.tags, tag)))


def remove_tag(profile: ProfileData, card_id: str, tag: str) -> ProfileData:
    """One tag less in a card; with its last tag goes the card."""
    changed = _changed_card(
        profile, card_id, lambda card: replace(card, tags=tuple(t for t in card.tags if t != tag))
    )
    return replace(changed, superimposed=tuple(c for c in changed.superimposed if c.id != card_id or c.tags))


def rename_card(profile: ProfileData, card_id: str, title: str) -> ProfileData:
    """Another title for a card of several tags."""
    return _changed_card(profile, card_id, lambda card: replace(card, title=title))


def remove_card(profile: ProfileData, card_id: str) -> ProfileData:
    """A card of several tags less."""
    return replace(profile, superimposed=tuple(card for card in profile.superimposed if card.id != card_id))


# --- settings ---------------------------------------------------------------------------------------------


def rename(profile: ProfileData, name: str) -> ProfileData:
    """Another name; it may not be blank."""
    found = schema.title(name, "name").strip()
    if not found:
        raise BadProfile("name: a name is expected, and this one is blank.")
    return replace(profile, name=found)


def touch(profile: ProfileData, milliseconds: int) -> ProfileData:
    """Changed at this time, in milliseconds since 1970."""
    return replace(profile, modified=checks.whole(milliseconds, "lastModifiedTimestamp", 0))


def set_smoothing(profile: ProfileData, weight: float) -> ProfileData:
    """From 0, none, to 0.999."""
    return replace(profile, smoothing=check.smoothing(weight, "smoothing"))


def set_tag_filter(profile: ProfileData, pattern: str) -> ProfileData:
    """Which tags are shown; empty for all."""
    return replace(profile, tag_filter=schema.pattern(pattern, "tagFilter"))


def set_run_filter(profile: ProfileData, pattern: str) -> ProfileData:
    """Which runs are shown, of those that are selected; empty for all."""
    return replace(profile, run_filter=schema.pattern(pattern, "runFilter"))


def set_page_size(profile: ProfileData, size: int) -> ProfileData:
    """Cards a page."""
    return replace(profile, page_size=page_size(size))


def set_axis_scale(profile: ProfileData, axis: Axis, scale: str | None) -> ProfileData:
    """The scale of an axis of every chart; None leaves it to the page."""
    chosen = None if scale is None else check.scale(scale, f"{axis}AxisScale")
    return replace(profile, y_axis_scale=chosen) if axis == "y" else replace(profile, x_axis_scale=chosen)


def set_tag_axis_scale(profile: ProfileData, tag: str, axis: Axis, scale: str | None) -> ProfileData:
    """The scale of an axis of one tag's chart; None leaves it to the profile."""
    name, where = checks.text(tag, "tagAxisScales: a key"), checks.within("tagAxisScales", tag)
    chosen = None if scale is None else check.scale(scale, where)
    before = profile.tag_axis_scales.get(name, AxisScales())
    scales = replace(before, y=chosen) if axis == "y" else replace(before, x=chosen)
    said = None if scales == AxisScales() else scales
    return replace(profile, tag_axis_scales=_with(profile.tag_axis_scales, name, said, "tagAxisScales"))


def set_symlog_threshold(profile: ProfileData, threshold: float) -> ProfileData:
    """Up to where symlog axes are linear."""
    return replace(profile, symlog_threshold=checks.positive(threshold, "symlogLinearThreshold"))


def set_tag_symlog_threshold(profile: ProfileData, tag: str, threshold: float | None) -> ProfileData:
    """The same for one tag's chart; None leaves it to the profile."""
    field = "tagSymlogLinearThresholds"
    name, where = checks.text(tag, f"{field}: a key"), checks.within(field, tag)
    chosen = None if threshold is None else checks.positive(threshold, where)
    thresholds = _with(profile.tag_symlog_thresholds, name, chosen, field)
    return replace(profile, tag_symlog_thresholds=thresholds)


def describe(profile: ProfileData, tag: str, text: str) -> ProfileData:
    """What a metric means, in Markdown; empty takes it away."""
    name = checks.text(tag, "metricDescriptions: a key")
    said = schema.description(text, checks.within("metricDescriptions", tag)) or None
    descriptions = _with(profile.metric_descriptions, name, said, "metricDescriptions")
    return replace(profile, metric_descriptions=descriptions)


def expand_group(profile: ProfileData, group: str, expanded: bool | None) -> ProfileData:
    """Whether a group of tags is open; None leaves it to the page."""
    name = checks.text(group, "expandedTagGroups: a key")
    groups = _with(profile.expanded_tag_groups, name, expanded, "expandedTagGroups")
    return replace(profile, expanded_tag_groups=groups)


def set_x_axis(profile: ProfileData, axis: str) -> ProfileData:
    """What x axes count: step, relative or wall."""
    return replace(profile, x_axis=schema.x_axis(axis))


def set_partition(profile: ProfileData, partition: bool) -> ProfileData:
    """Whether a curve whose x goes back is cut."""
    return replace(profile, partition=checks.flag(partition, "partition"))


def set_save_pins(profile: ProfileData, save: bool) -> ProfileData:
    """Whether pins outlive the visit; where they do not, there are none to begin with."""
    kept = profile.pins if save else ()
    return replace(profile, save_pins=checks.flag(save, "savePins"), pins=kept)


def set_hide_empty_cards(profile: ProfileData, hide: bool) -> ProfileData:
    """Whether a tag that no selected run has has no card."""
    return replace(profile, hide_empty_cards=checks.flag(hide, "hideEmptyCards"))


def set_card_width(profile: ProfileData, width: int | None) -> ProfileData:
    """The least that a card is wide; None leaves it to the page."""
    return replace(profile, card_width=width_or_none(width))


def set_card_size(profile: ProfileData, card: str, size: CardSize | None) -> ProfileData:
    """The size of one card; None gives it back that of all."""
    name = checks.text(card, "cardSizes: a key")
    said = None if size is None else card_size(json_from_card_size(size), checks.within("cardSizes", card))
    sizes = _with(profile.card_sizes, name, None if said == CardSize() else said, "cardSizes")
    return replace(profile, card_sizes=sizes)


def set_choice(profile: ProfileData, name: str, text: str | None) -> ProfileData:
    """What was chosen in the toolbar of a single dashboard; None leaves it to the page."""
    chosen = None if text is None else schema.choice(text, checks.within("toolbar", name))
    return replace(profile, toolbar=_with(profile.toolbar, name, chosen, "toolbar", schema.MAX_CHOICES))


def set_tag_categories(profile: ProfileData, patterns: Iterable[str]) -> ProfileData:
    """The expressions that make categories of tags, in order."""
    return replace(profile, tag_categories=schema.tag_categories(list(patterns)))


def set_large_cards(profile: ProfileData, tags: Iterable[str]) -> ProfileData:
    """The tags whose cards are large, and no others."""
    return replace(profile, large_cards=schema.large_cards(list(tags)))


# --- what they share --------------------------------------------------------------------------------------


def _with(
    said: Mapping[K, V], key: K, value: V | None, field: str, most: int = checks.MAX_TAGS
) -> Mapping[K, V]:
    """One entry changed, added, or with None taken away."""
    entries = dict(said)
    if value is None:
        entries.pop(key, None)
    else:
        entries[key] = value
    if len(entries) > most:
        raise BadProfile(f"{field}: at most {most:,} entries are allowed.")
    return frozen(entries.items())


def _one_more(kept: tuple[V, ...], new: V, field: str, most: int) -> tuple[V, ...]:
    if len(kept) >= most:
        raise BadProfile(f"{field}: at most {most:,} entries are allowed.")
    return (*kept, new)


def _changed_table(profile: ProfileData, **change: Any) -> ProfileData:
    changed = replace(profile.run_table, **change)
    return replace(profile, run_table=run_table(json_from_run_table(changed), "runTable"))


def _same_lines(one: SuperimposedCard, other: SuperimposedCard) -> bool:
    return set(one.tags) == set(other.tags) and one.run == other.run


def _checked(card: SuperimposedCard) -> SuperimposedCard:
    return parts.superimposed(parts.json_from_superimposed(card), "card")


def _changed_card(
    profile: ProfileData, card_id: str, change: Callable[[SuperimposedCard], SuperimposedCard]
) -> ProfileData:
    cards = tuple(_checked(change(card)) if card.id == card_id else card for card in profile.superimposed)
    return replace(profile, superimposed=cards)
