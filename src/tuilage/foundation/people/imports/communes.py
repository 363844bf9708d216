"""Communes of a file: by INSEE code, by postcode and name, merged ones under what they became."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from tuilage.foundation.territory.models import Commune, FormerCommune
from tuilage.foundation.territory.rules import fold

from .cleaning import Place


class Communes:
    """Every commune that is loaded, at hand: three queries once, none by row."""

    def __init__(self) -> None:
        self.by_code: dict[str, Place] = {}
        self.by_name: dict[str, list[tuple[UUID, frozenset[str]]]] = defaultdict(list)
        self.by_postcode: dict[str, list[UUID]] = defaultdict(list)
        self.old_names: dict[str, list[Place]] = defaultdict(list)
        for row in Commune.objects.select_related("merged_into", "departement"):
            now = row.merged_into or row
            sentence = "" if now is row else self._said(row.code, row.name, now)
            self.by_code[row.code] = Place(now.pk, sentence)
            if now is row:
                self.by_name[row.folded].append((row.pk, frozenset(row.postcodes)))
                for postcode in row.postcodes:
                    self.by_postcode[postcode].append(row.pk)
            else:
                self.old_names[row.folded].append(Place(now.pk, sentence))
        for old in FormerCommune.objects.select_related("commune"):
            place = Place(old.commune_id, old.sentence())
            self.by_code.setdefault(old.code, place)
            self.old_names[old.folded].append(place)

    @staticmethod
    def _said(code: str, name: str, now: Commune) -> str:
        return FormerCommune(code=code, name=name, kind=FormerCommune.Kind.MERGED, commune=now).sentence()

    def find(self, insee: str, postcode: str, name: str) -> Place | None:
        """The commune of today, or None when the three say none for sure. A postcode parts communes of one name."""
        if insee and (found := self.by_code.get(insee)):
            return found
        folded = fold(name)
        if folded:
            named = self.by_name.get(folded, [])
            if postcode:
                named = [(pk, codes) for pk, codes in named if postcode in codes] or (
                    named if len(named) == 1 else []
                )
            if len(named) == 1:
                return Place(named[0][0])
            old = {place.pk: place for place in self.old_names.get(folded, [])}
            return next(iter(old.values())) if len(old) == 1 and not named else None
        alone = self.by_postcode.get(postcode, [])
        return Place(alone[0]) if len(alone) == 1 else None
