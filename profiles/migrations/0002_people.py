from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import profiles.models
from profiles.people import digest


def digest_keys(apps: Any, schema_editor: Any) -> None:
    """Cookies stood here as they were."""
    for draft in apps.get_model("profiles", "Draft").objects.all():
        draft.key = digest(draft.key)
        draft.save(update_fields=["key"])


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("profiles", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(digest_keys, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("data", profiles.models.Document(default=dict)),
                ("label", models.CharField(max_length=200)),
                ("created", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Saved",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(blank=True, default="", editable=False, max_length=64)),
                ("source", models.CharField(blank=True, default="", max_length=64)),
                ("name", models.CharField(max_length=200)),
                ("data", profiles.models.Document(default=dict)),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("updated", models.DateTimeField(auto_now=True)),
            ],
            options={
                "verbose_name": "profile",
                "ordering": ("name", "id"),
            },
        ),
        migrations.CreateModel(
            name="Share",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(blank=True, default="", editable=False, max_length=64)),
                ("slug", models.CharField(max_length=32, unique=True)),
                ("source", models.CharField(max_length=64)),
                ("data", profiles.models.Document(default=dict)),
                ("path", models.CharField(max_length=200)),
                ("query", models.TextField(blank=True, default="")),
                ("created", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="draft",
            name="one_draft_a_source",
        ),
        migrations.AddField(
            model_name="draft",
            name="user",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="draft",
            name="data",
            field=profiles.models.Document(default=dict),
        ),
        migrations.AlterField(
            model_name="draft",
            name="key",
            field=models.CharField(blank=True, default="", editable=False, max_length=64),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key", ""), ("user__isnull", False)),
                fields=("user", "source"),
                name="one_draft_a_user",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                condition=models.Q(("user__isnull", True), models.Q(("key", ""), _negated=True)),
                fields=("key", "source"),
                name="one_draft_a_browser",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("key", ""), ("user__isnull", False)),
                    models.Q(("user__isnull", True), models.Q(("key", ""), _negated=True)),
                    _connector="OR",
                ),
                name="a_draft_is_somebodys",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="draft",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="revisions", to="profiles.draft"
            ),
        ),
        migrations.AddField(
            model_name="saved",
            name="group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="profiles",
                to="auth.group",
            ),
        ),
        migrations.AddField(
            model_name="saved",
            name="user",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="share",
            name="user",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="saved",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key", ""), ("user__isnull", False)),
                fields=("user", "name"),
                name="one_name_a_user",
            ),
        ),
        migrations.AddConstraint(
            model_name="saved",
            constraint=models.UniqueConstraint(
                condition=models.Q(("user__isnull", True), models.Q(("key", ""), _negated=True)),
                fields=("key", "name"),
                name="one_name_a_browser",
            ),
        ),
        migrations.AddConstraint(
            model_name="saved",
            constraint=models.UniqueConstraint(
                condition=models.Q(("group__isnull", False)), fields=("group", "name"), name="one_name_a_team"
            ),
        ),
        migrations.AddConstraint(
            model_name="saved",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(
                            models.Q(("key", ""), ("user__isnull", False)),
                            models.Q(("user__isnull", True), models.Q(("key", ""), _negated=True)),
                            _connector="OR",
                        ),
                        ("group__isnull", True),
                    ),
                    models.Q(("group__isnull", False), ("key", ""), ("user__isnull", True)),
                    _connector="OR",
                ),
                name="a_profile_is_somebodys",
            ),
        ),
    ]
