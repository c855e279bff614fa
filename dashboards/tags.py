"""Template tags, built in everywhere: icons, swatches, numbers. None of them writes a style attribute."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from dashboards.modules import EARLY, app, imports_of, joined

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon beside a text or inside a labelled button; hidden from screen readers."""
    return _icon(name)


@lru_cache(maxsize=64)
def _icon(name: str) -> SafeString:
    path = finders.find(f"vendor/lucide-static/{name}.svg")
    if not isinstance(path, str):
        return mark_safe("")  # static/vendor is not there yet: labels still say what buttons do
    with open(path, encoding="utf-8") as file:
        svg = file.read()
    shapes = svg[svg.index(">", svg.index("<svg")) + 1 : svg.index("</svg>")]
    drawn = " ".join(shapes.split())
    return mark_safe(
        f'<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
        f'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{drawn}</svg>'
    )


@register.simple_tag
def modules(*names: str) -> SafeString:
    """Scripts that are modules, so that a browser asks at once for everything that they need."""
    return _modules(names, "")


@register.simple_tag
def modules_at_once(*names: str) -> SafeString:
    """The same of scripts that run as soon as they are there, before the rest of the page is."""
    return _modules(names, " async")


@register.simple_tag
def early() -> SafeString:
    """After the cards: what asks for the first charts; they do so themselves where scripts are not joined."""
    if settings.DEBUG or not joined("js"):
        return mark_safe("")
    return format_html('<script src="{}"></script>', static(EARLY))


def _modules(names: tuple[str, ...], when: str) -> SafeString:
    if not settings.DEBUG and joined("js").issuperset(names):  # named twice on a page it still runs once
        return format_html('<script src="{}" type="module"></script>', static(app("js")))
    imported = dict.fromkeys(path for name in names for path in imports_of(name))
    early = ((static(path),) for path in imported if path not in names)
    scripts = ((static(name), when) for name in names)
    return mark_safe(
        format_html_join("", '<link rel="modulepreload" href="{}">', early)
        + format_html_join("", '<script src="{}" type="module"{}></script>', scripts)
    )


@register.simple_tag
def joined_styles() -> SafeString:
    """The one sheet that the build made of all, before those that pages name; nothing where they name all."""
    return _sheet(app("css")) if _has_joined_styles() else mark_safe("")


@register.simple_tag
def style(name: str) -> SafeString:
    """A sheet, unless the one that the build made of all holds it."""
    return mark_safe("") if _has_joined_styles() and name in joined("css") else _sheet(name)


def _has_joined_styles() -> bool:
    return not settings.DEBUG and bool(joined("css"))


def _sheet(name: str) -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static(name))


@register.simple_tag
def swatch(light: str, dark: str) -> SafeString:
    """A box in a run's colour, the light theme's and the dark theme's; its tick shows when it is checked."""
    return format_html(
        '<svg class="swatch" viewBox="0 0 14 14" aria-hidden="true">{}{}'
        '<path class="tick" d="M3.5 7.2 6 9.7l4.5-5" fill="none"/></svg>',
        _box("on-light", light),
        _box("on-dark", dark),
    )


@register.simple_tag
def tick() -> SafeString:
    """A box in no run's colour, ticked or half ticked by what it stands in."""
    return mark_safe(
        '<svg class="swatch plain" viewBox="0 0 14 14" aria-hidden="true">'
        '<rect x="1" y="1" width="12" height="12" rx="3" fill="currentColor" stroke="currentColor"/>'
        '<path class="tick" d="M3.5 7.2 6 9.7l4.5-5" fill="none"/>'
        '<path class="some" d="M4 7h6" fill="none"/></svg>'
    )


@register.simple_tag
def dot(light: str, dark: str) -> SafeString:
    """A round spot in a colour, the light theme's and the dark theme's."""
    return format_html(
        '<svg class="spot" viewBox="0 0 14 14" aria-hidden="true">{}{}</svg>',
        _spot("on-light", light),
        _spot("on-dark", dark),
    )


def _spot(theme: str, color: str) -> SafeString:
    return format_html('<circle class="{}" cx="7" cy="7" r="6" fill="{}"/>', theme, color)


def _box(theme: str, color: str) -> SafeString:
    return format_html(
        '<rect class="{}" x="1" y="1" width="12" height="12" rx="3" fill="{}" stroke="{}"/>',
        theme,
        color,
        color,
    )


@register.simple_tag
def stroke(light: str, dark: str, dash: str = "") -> SafeString:
    """A piece of a curve: its colour in the light theme and in the dark one, and its dashes."""
    lines = (_piece("on-light", light, dash), _piece("on-dark", dark, dash))
    return format_html('<svg class="stroke" viewBox="0 0 26 10" aria-hidden="true">{}{}</svg>', *lines)


def _piece(theme: str, color: str, dash: str) -> SafeString:
    return format_html(
        '<path class="{}" d="M0 5H26" stroke="{}" stroke-width="2" stroke-dasharray="{}"/>',
        theme,
        color,
        dash,
    )


@register.filter
def thousands(number: int) -> str:
    """1234567 as 1,234,567."""
    return f"{number:,}"


@register.filter
def plural(number: int, noun: str) -> str:
    """A number with its noun: `1 run`, `1,200 runs`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
