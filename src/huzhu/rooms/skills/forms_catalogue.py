"""Forms of the pages of the catalogue and of published standards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huzhu.rooms.skills.actions.standards import ItemWords
from huzhu.rooms.skills.queries.catalogue import TechniqueLine
from huzhu.rooms.skills.queries.pages_catalogue import MapRow, WantedTable
from huzhu.rooms.skills.queries.standards import ItemLine
from huzhu.rooms.skills.scores import TOP, Level, level_of

MOST_ITEMS = 20


class AnchorsForm(forms.Form):
    """What a technique or an item is measured in, and its two anchors."""

    measure = forms.CharField(
        label=_("Measured in"),
        max_length=20,
        required=False,
        help_text=_("seconds, pieces …; leave out where levels are enough"),
    )
    worth_0 = forms.FloatField(label=_("This value is worth 0"), required=False)
    worth_1000 = forms.FloatField(
        label=_("This value is worth 1000"), required=False, help_text=_("the standard; for times it is the lesser one")
    )


class TechniqueForm(AnchorsForm):
    """A technique of the catalogue; an inherited trade is extended, another name founds a new one."""

    trade = forms.CharField(label=_("Trade"), max_length=80)
    technique = forms.CharField(label=_("Technique"), max_length=80)
    name_en = forms.CharField(label=_("In English"), max_length=80, required=False)
    field_order = ("trade", "technique", "name_en")


class ChangeForm(AnchorsForm):
    """Names and anchors of a technique that the unit owns."""

    name = forms.CharField(label=_("Name"), max_length=80)
    name_en = forms.CharField(label=_("In English"), max_length=80, required=False)
    field_order = ("name", "name_en")

    def __init__(self, *args: Any, line: TechniqueLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            "name": line.name_zh, "name_en": line.name_en, "measure": line.measure,
            "worth_0": line.worth_0, "worth_1000": line.worth_1000,
        }  # fmt: skip


class LocalNameForm(forms.Form):
    name = forms.CharField(
        label=_("What it is called here"), max_length=80, required=False, help_text=_("empty: the common name again")
    )


class RetireForm(forms.Form):
    day = forms.DateField(label=_("From this day on"), widget=forms.DateInput(attrs={"type": "date"}))


class NeedForm(forms.Form):
    """Which technique should come first, and how far."""

    needs = forms.ChoiceField(label=_("Technique"))
    level = forms.TypedChoiceField(label=_("Up to the level"), widget=forms.RadioSelect, coerce=int)

    def __init__(self, *args: Any, others: Iterable[TechniqueLine], scale: Sequence[Level], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "needs", [(line.uid, line.name) for line in others])
        _choices(self, "level", [(level.low, level.name) for level in scale[1:]])


class MergeForm(forms.Form):
    """Into which technique another is merged."""

    into = forms.ChoiceField(label=_("The technique that stays"))

    def __init__(self, *args: Any, others: Iterable[TechniqueLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "into", [("", "–"), *((line.uid, line.name) for line in others)])


class MapForm(forms.Form):
    """Which common technique a local one is: one of the proposals, or any of the units above."""

    common = forms.ChoiceField(label=_("Is the common technique"))

    def __init__(self, *args: Any, row: MapRow, above: Sequence[TechniqueLine] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prefix = row.line.uid
        if above is None:
            self.fields["common"].widget = forms.RadioSelect()
            _choices(
                self, "common", [(one.technique.uid, f"{one.technique.name} · {one.trade} · {one.ground}") for one in row.likely]
            )  # fmt: skip
        else:
            _choices(self, "common", [("", "–"), *((line.uid, f"{line.name} · {line.trade}") for line in above)])


class StandardForm(forms.Form):
    method_text = forms.CharField(
        label=_("How it is looked at"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("at which machine, how long, how often"),
    )  # fmt: skip


class ItemForm(AnchorsForm):
    """One observable item; with two values it is measured, else it is seen or not."""

    text = forms.CharField(label=_("What one sees or measures"), max_length=200, required=False)
    worth = forms.IntegerField(label=_("Worth"), min_value=1, max_value=1000, required=False, initial=100)
    field_order = ("text", "worth")

    def has_changed(self) -> bool:
        return bool(self.data.get(self.add_prefix("text"), "").strip())

    @property
    def words(self) -> ItemWords:
        data = self.cleaned_data
        return ItemWords(data["text"], data["worth"] or 100, data["measure"], data["worth_0"], data["worth_1000"])


ItemForms = forms.formset_factory(ItemForm, extra=3, max_num=MOST_ITEMS, absolute_max=MOST_ITEMS)


def item_values(items: Iterable[ItemLine]) -> list[dict[str, Any]]:
    """Initial values of the rows of a draft."""
    columns = ("text", "worth", "measure", "worth_0", "worth_1000")
    return [{column: getattr(item, column) for column in columns} for item in items]


class PublishForm(forms.Form):
    day = forms.DateField(label=_("Holds from"), widget=forms.DateInput(attrs={"type": "date"}))


class LevelRowForm(forms.Form):
    """One named level; without a name there is none."""

    name = forms.CharField(label=_("Name"), max_length=40, required=False)
    name_en = forms.CharField(label=_("In English"), max_length=40, required=False)
    low = forms.IntegerField(label=_("From score"), min_value=0, max_value=TOP - 1, required=False)

    def has_changed(self) -> bool:
        return bool(self.data.get(self.add_prefix("name"), "").strip())


LevelForms = forms.formset_factory(LevelRowForm, extra=4, max_num=4, absolute_max=4)


def levels_of(rows: Iterable[dict[str, Any]]) -> tuple[list[Level], list[str]]:
    """Levels and English names of the filled rows, ascending; the middle of a band is what a choice of it stores."""
    filled = sorted((row | {"low": row["low"] or 0} for row in rows if row.get("name")), key=lambda row: row["low"])
    ends = [*(row["low"] for row in filled[1:]), TOP]
    quarters = {2: (1, 4), 3: (1, 3, 4)}.get(len(filled), (1, 2, 3, 4))
    return [
        Level(quarter, row["name"], row["low"], (row["low"] + end) // 2)
        for quarter, row, end in zip(quarters, filled, ends, strict=False)
    ], [row["name_en"] for row in filled]


class WantedTableForm(forms.Form):
    """What each post asks of each technique of its trade: a named level, or as everywhere."""

    def __init__(self, *args: Any, table: WantedTable, scale: Sequence[Level], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table, self.scale = table, scale
        choices = [("", _("as everywhere")), *((_asked(level), level.name) for level in scale)]
        for _trade, posts, lines in table.trades:
            names = dict(posts)
            for line, cells in lines:
                for post, score in cells:
                    self.fields[f"{post}.{line.uid}"] = forms.TypedChoiceField(
                        required=False, coerce=int, empty_value=None, choices=choices,
                        initial="" if score is None else _asked(level_of(score, scale)),
                        widget=forms.Select(attrs={"aria-label": f"{names[post]}, {line.name}"}),
                    )  # fmt: skip

    def sections(self) -> Iterator[tuple[str, list[str], list[tuple[TechniqueLine, list[tuple[str, Any]]]]]]:
        for trade, posts, lines in self.table.trades:
            names = dict(posts)
            rows = [
                (line, [(names[post], self[f"{post}.{line.uid}"]) for post, _score in cells]) for line, cells in lines
            ]
            yield trade, list(names.values()), rows

    def cells(self) -> dict[tuple[int, int], int | None]:
        """What was chosen; a score that lies in the band chosen stays exactly as it was."""
        found: dict[tuple[int, int], int | None] = {}
        for _trade, _posts, lines in self.table.trades:
            for line, cells in lines:
                for post, held in cells:
                    said = self.cleaned_data[f"{post}.{line.uid}"]
                    same = None not in (held, said) and level_of(held or 0, self.scale) == level_of(said, self.scale)
                    found[post, line.id] = held if same else said
        return found


def _asked(level: Level) -> int:
    """What a post asks for by a level: to reach its band."""
    return level.low or level.middle


def _choices(form: forms.Form, field: str, choices: list[tuple[Any, Any]]) -> None:
    form.fields[field].choices = choices  # type: ignore[attr-defined]
