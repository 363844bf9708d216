"""Names: kept as typed, found in spite of slips."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuilage.foundation.people.names import (
    LONGEST_WORD,
    Word,
    clean_line,
    clean_text,
    fold,
    identity_keys,
    name_words,
    one_letter_less,
    query_units,
    sound,
)


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Quillévéré", "quillevere"),
        ("O'Brien-Le Gall", "brien gall"),
        ("d’Artagnan", "artagnan"),
        ("de la Tour du Pin", "tour pin"),
        ("CŒUR-Læticia", "coeur laeticia"),
        ("Øster", "oster"),
        ("St-Exupéry", "saint exupery"),
        ("  Le  ", "le"),
        ("Ô", "o"),
        ("X", "x"),
        ("🎉", "🎉"),
        ("Strauß", "strauss"),
        ("", ""),
    ],
)
def test_folded(name: str, folded: str) -> None:
    assert fold(name) == folded


@pytest.mark.parametrize(
    "alike",
    [
        "Lefèvre Lefebvre", "Dupont Dupond Dupon", "Gauthier Gautier Gotier", "Philippe Filip", "Hénault Henaut Eno",
        "Mathieu Matthieu Mattieu", "Thibault Tibo Thibaud Thibaut", "Stéphane Stefane", "Geoffroy Joffroi Geoffroi",
        "Moreau Moro Moreaux", "Rousseau Rousso Roussot", "Girard Girart", "Renaud Renault Reno", "Laurent Loran",
        "Christophe Kristof", "Cécile Sessile", "Quillévéré Kilevere", "Bourgeois Bourjois", "Meyer Meier Mayer",
        "Guillaume Guilaume", "Martin Martain", "Vincent Vinsan", "Schmitt Schmidt", "Garnier Garnié", "Sophie Sofi",
    ],
)  # fmt: skip
def test_what_sounds_the_same(alike: str) -> None:
    assert len({sound(fold(name)) for name in alike.split()}) == 1


@pytest.mark.parametrize(
    "apart", ["Jean Jeanne", "Martin Marin", "Petit Petiot", "Faure Fournier", "Lebrun Leblanc"]
)
def test_what_does_not_sound_the_same(apart: str) -> None:
    assert len({sound(fold(name)) for name in apart.split()}) == 2


def test_a_sound_needs_latin_letters_and_three_of_them() -> None:
    assert sound("محمد") == sound("li") == sound("a1b2") == ""


def test_particles_are_joined_to_the_word_after_them() -> None:
    assert name_words("Le Gall") == [Word("gall", "legall")]
    assert ".legall" in identity_keys("Le Gall")
    assert ".legall" in identity_keys("Legall")
    assert ".jeanpaul" in identity_keys("Jean-Paul")


def test_a_slip_leaves_something_in_common() -> None:
    for slip in ("marchan", "mrachand", "marchamd", "marrchand"):
        assert one_letter_less("marchand") & one_letter_less(slip), slip


def test_a_reader_sees_what_is_kept() -> None:
    assert clean_line("  Odette\u202e \x00Marchand\t\n ") == "Odette Marchand"
    assert clean_line("Jose\u0301") == "José"
    assert clean_line("👩‍👧 محمد") == "👩‍👧 محمد"
    assert clean_text("une\r\ndeux\x07") == "une\ndeux"


@given(st.text(max_size=300))
def test_any_text_gives_keys_of_bounded_size(text: str) -> None:
    keys = identity_keys(text)
    assert len(keys) == len(set(keys))
    assert all(0 < len(key) <= LONGEST_WORD + 30 for key in keys)
    assert len(keys) < 2000
    assert "\x00" not in "".join(keys)


@given(st.text(max_size=60))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_line(clean_line(text)) == clean_line(text)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzéèçœ'- ", min_size=1, max_size=30))
def test_a_name_is_found_by_itself(name: str) -> None:
    keys = set(identity_keys(name))
    for unit in query_units([name]):
        assert keys & set(unit["exact"])


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=20), st.data())
def test_a_name_is_found_with_one_slip(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    slip = data.draw(st.sampled_from([name[:at] + letter + name[at + 1 :], name[:at] + letter + name[at:]]))
    assert one_letter_less(name) & one_letter_less(slip)
