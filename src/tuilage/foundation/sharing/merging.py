"""What repeats itself when two files of one person become one: the same team standing there twice."""

from __future__ import annotations

from tuilage.foundation.people.merging import say_alike

say_alike("sharing_participation", "person_id", "team_id", "professional_id", "role")
