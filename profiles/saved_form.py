"""A profile in the admin's form: its document as text, checked field by field."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.contrib.auth.models import Group, User

from profiles import access
from profiles.documents import document_of, profile_of, profiles_of
from profiles.models import Saved, Source
from profiles.request import Request
from profiles.schema import BadProfile, ProfileData, json_from_profile

MINE = "Nobody’s: it is mine"
NOT_AN_EDITOR = "Only editors of a logdir may change the profiles that their teams see of it."


class SavedForm(forms.ModelForm):  # type: ignore[type-arg]
    """`asked` is set by the admin: the request of who fills it in, and whose a profile is without a team."""

    asked: Request
    source = forms.ChoiceField(required=False, label="Logdir", help_text="Where it is offered.")
    document = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 24, "cols": 100, "spellcheck": "false"}),
        help_text="The profile as JSON, flat or as training scripts write it.",
    )

    class Meta:
        model = Saved
        fields = ("name", "group", "source")
        labels = {"group": "Team"}
        help_texts = {"group": "Who sees it; its editors may change it."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "group" not in self.fields:  # it is only looked at
            return
        team = self.fields["group"]
        team.queryset, team.empty_label = teams(self.asked.user), MINE  # type: ignore[attr-defined]
        sources = Source.objects.values_list("key", "name")
        self.fields["source"].choices = [("", "Every logdir"), *sources]  # type: ignore[attr-defined]
        document = document_of(self.instance) if self.instance.pk else {"version": 1}
        self.initial.setdefault("document", json.dumps(document, indent=2, ensure_ascii=False))

    def clean_document(self) -> dict[str, Any]:
        """The flat document; an error begins with the path of its field."""
        try:
            return json_from_profile(profile_of(self.cleaned_data["document"]))
        except BadProfile as error:
            raise forms.ValidationError(str(error)) from None

    def clean(self) -> dict[str, Any] | None:
        said = super().clean() or self.cleaned_data
        team, person = said.get("group"), cast(Any, self.asked.user)
        self.instance.user, self.instance.key = (None if team else person), ""
        if team and not access.may_change(self.asked, Saved(group=team, source=said.get("source", ""))):
            self.add_error("group", NOT_AN_EDITOR)
        if "name" in said and taken(said["name"], person, team).exclude(pk=self.instance.pk).exists():
            self.add_error("name", "There is a profile of this name already.")
        if "document" in said and "name" in said:
            self.instance.data = said["document"] | {"name": said["name"]}
        return said


class ImportForm(forms.Form):
    """A file or a text, for a team or for oneself."""

    file = forms.FileField(required=False, help_text="As it was exported: one profile or several.")
    text = forms.CharField(
        required=False,
        label="Or paste it",
        widget=forms.Textarea(attrs={"rows": 12, "cols": 100, "spellcheck": "false"}),
    )
    group = forms.ModelChoiceField(Group.objects.none(), required=False, label="Team", empty_label=MINE)

    def __init__(self, asked: Request, *args: Any) -> None:
        super().__init__(*args)
        self.asked = asked
        self.fields["group"].queryset = teams(asked.user)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("group") and not access.may_change(self.asked, Saved(group=said["group"])):
            raise forms.ValidationError(NOT_AN_EDITOR)
        try:
            said["profiles"] = profiles_of(self._text())
        except BadProfile as error:
            raise forms.ValidationError(str(error)) from None
        return said

    def _text(self) -> str:
        file = self.cleaned_data.get("file")
        if not file:
            return str(self.cleaned_data.get("text", ""))
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise BadProfile("This file is not text in UTF-8.") from None

    def saved(self) -> list[Saved]:
        """The profiles, in the table; a name that is taken gets a number."""
        team = self.cleaned_data["group"]
        return [add(profile, cast(Any, self.asked.user), team) for profile in self.cleaned_data["profiles"]]


class TeamForm(forms.Form):
    """The team to copy to."""

    team = forms.ModelChoiceField(Group.objects.none(), empty_label=None)

    def __init__(self, person: User, *args: Any) -> None:
        super().__init__(*args)
        self.fields["team"].queryset = teams(person)  # type: ignore[attr-defined]


def teams(person: Any) -> Any:
    """The groups that somebody may curate profiles of."""
    return Group.objects.all() if person.is_superuser else person.groups.all()


def taken(name: str, person: User | None, team: Group | None) -> Any:
    """What stands in the way of a name."""
    owner = {"group": team} if team else {"user": person}
    return Saved.objects.filter(name=name, **owner)


def add(profile: ProfileData, person: User | None, team: Group | None, source: str = "") -> Saved:
    """A profile of this team or person under a name that is free."""
    name, number = profile.name, 2
    while taken(name, person, team).exists():
        name, number = f"{profile.name} {number}", number + 1
    owner = {"group": team} if team else {"user": person}
    return Saved.objects.create(
        name=name, data=json_from_profile(replace(profile, name=name)), source=source, **owner
    )
