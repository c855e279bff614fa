"""Everything that changes what a person keeps, and the menu of profiles."""

from __future__ import annotations

from django.urls import path

from profiles import (
    color_views,
    describe_views,
    filter_views,
    menu_views,
    mirror_views,
    pin_views,
    run_views,
    setting_views,
    superimposed_views,
)  # fmt: skip

app_name = "profiles"

urlpatterns = [
    path("", menu_views.panel, name="panel"),
    path("button/", menu_views.button, name="button"),
    path("do/", menu_views.act, name="act"),
    path("import/", menu_views.bring, name="import"),
    path("export/", menu_views.export, name="export"),
    path("export/<str:number>/", menu_views.export, name="export-saved"),
    path("mirror/", mirror_views.mirror, name="mirror"),
    path("restore/", mirror_views.restore, name="restore"),
    path("runs/", run_views.runs, name="runs"),
    path("runs/table/", run_views.table, name="run-table"),
    path("runs/columns/", run_views.columns, name="run-columns"),
    path("runs/filter/", filter_views.column_filter, name="run-filter"),
    path("runs/heading/", run_views.heading, name="run-heading"),
    path("runs/menu/", run_views.menu, name="run-menu"),
    path("runs/baseline/", run_views.baseline, name="baseline"),
    path("colors/run/", color_views.run_color, name="run-color"),
    path("colors/by/", color_views.color_by, name="color-by"),
    path("colors/group/", color_views.group_color, name="group-color"),
    path("pins/", pin_views.pins, name="pins"),
    path("superimposed/", superimposed_views.superimposed, name="superimposed"),
    path("describe/", describe_views.describe, name="describe"),
    path("categories/", setting_views.categories, name="categories"),
    path("settings/", setting_views.settings, name="settings"),
    path("page/", setting_views.page, name="page"),
    path("card-size/", setting_views.size, name="card-size"),
]
