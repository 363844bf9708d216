"""tools/messages.py on small houses of its own."""

import gettext
from pathlib import Path

import pytest

from tools.messages import CATALOGUE, Key, check_all, compile_all, extract_all, main, read_catalogue


class House:
    """A package with rooms, as small as a test needs."""

    def __init__(self, folder: Path) -> None:
        self.package = folder / "tuilage"
        self.put("__init__.py", "")
        self.put("core/interface/__init__.py", "")

    def put(self, name: str, text: str) -> Path:
        path = self.package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def room(self, name: str, python: str = "", template: str = "") -> None:
        self.put(f"{name}/__init__.py", python)
        if template:
            self.put(f"{name}/templates/{Path(name).name}/page.html", template)

    def catalogue(self, room: str) -> Path:
        return self.package / room / CATALOGUE

    def text(self, room: str) -> str:
        return self.catalogue(room).read_text(encoding="utf-8")

    def translate(self, room: str, *pairs: tuple[str, str]) -> None:
        """Write French under messages that have none, each found by its line."""
        text = self.text(room)
        for line, french in pairs:
            before, found, after = text.partition(line)
            assert found, line
            text = before + found + after.replace('""', f'"{french}"', 1)
        self.catalogue(room).write_text(text, encoding="utf-8")

    def said(self, room: str) -> gettext.GNUTranslations:
        with self.catalogue(room).with_suffix(".mo").open("rb") as stream:
            return gettext.GNUTranslations(stream)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


PEOPLE = "foundation/people"


# Extracting ----------------------------------------------------------------------------------------------


def test_python_and_templates_are_read_without_gettext(house: House) -> None:
    house.room(
        PEOPLE,
        'from x import gettext_lazy as _, npgettext\na = _("First name")\n'
        'b = npgettext("in a file", "%(n)d child", "%(n)d children", n)\n',
        """{% load i18n %}
            <p>It's {% translate "Used name" %} {{ name|default:_("not known") }} "
          {% blocktranslate count n=people|length trimmed %}
            One person{% plural %}{{ n }} persons
          {% endblocktranslate %}{% translate "May" context "month" %}</p>
       <p>less indented</p>""",
    )
    extract_all(house.package)
    found = read_catalogue(house.catalogue(PEOPLE))
    assert set(found) == {
        Key("First name"),
        Key("Used name"),
        Key("not known"),
        Key("One person"),
        Key("May", "month"),
        Key("%(n)d child", "in a file"),
    }
    assert found[Key("One person")].plural == "%(n)s persons"


def test_a_percent_sign_of_a_template_is_the_one_that_django_looks_for(house: House) -> None:
    house.room(PEOPLE, template='{% load i18n %}{% translate "100% sure" %}')
    extract_all(house.package)
    assert Key("100%% sure") in read_catalogue(house.catalogue(PEOPLE))


def test_what_belongs_to_no_room_goes_to_the_interface(house: House) -> None:
    house.put("urls.py", 'from x import gettext as _\n_("Page not found")\n')
    house.put("core/access.py", 'from x import gettext as _\n_("Not allowed")\n')
    extract_all(house.package)
    assert set(read_catalogue(house.catalogue("core/interface"))) == {
        Key("Not allowed"),
        Key("Page not found"),
    }


def test_a_room_without_a_message_has_no_catalogue(house: House) -> None:
    house.room(PEOPLE, "x = 1\n")
    assert extract_all(house.package) == []
    assert not house.catalogue(PEOPLE).exists()


def test_only_the_rooms_asked_for_are_touched(house: House) -> None:
    house.room(PEOPLE, '_("Name")\n')
    house.room("practice/support", '_("Goal")\n')
    assert main(["extract", "support"], house.package) == 0
    assert house.catalogue("practice/support").exists()
    assert not house.catalogue(PEOPLE).exists()


def test_a_note_to_translators_follows_its_message(house: House) -> None:
    house.room(PEOPLE, '# Translators: of a person, not of a file\n_("Name")\n')
    extract_all(house.package)
    assert '#. of a person, not of a file\nmsgid "Name"' in house.text(PEOPLE)


# Merging -------------------------------------------------------------------------------------------------


def test_merging_keeps_the_french_adds_what_is_new_and_drops_what_is_gone(house: House) -> None:
    house.room(PEOPLE, '_("Name")\n_("Gone")\n')
    extract_all(house.package)
    house.translate(PEOPLE, ('msgid "Name"', "Nom"), ('msgid "Gone"', "Parti"))
    house.room(PEOPLE, '_("Name")\n_("Names")\n')
    extract_all(house.package)
    found = read_catalogue(house.catalogue(PEOPLE))
    assert {key.msgid: message.french for key, message in found.items()} == {"Name": ("Nom",), "Names": ("",)}
    assert "fuzzy" not in house.text(PEOPLE)
    assert "#~" not in house.text(PEOPLE)


def test_a_guess_is_never_kept(house: House) -> None:
    house.room(PEOPLE, '_("Name")\n')
    extract_all(house.package)
    house.translate(PEOPLE, ('msgid "Name"', "Nom"))
    house.catalogue(PEOPLE).write_text(house.text(PEOPLE).replace('msgid "Name"', '#, fuzzy\nmsgid "Name"'))
    extract_all(house.package)
    assert read_catalogue(house.catalogue(PEOPLE))[Key("Name")].french == ("",)


def test_a_message_that_gains_a_plural_keeps_its_singular(house: House) -> None:
    house.room(PEOPLE, '_("%(n)d child")\n')
    extract_all(house.package)
    house.translate(PEOPLE, ('msgid "%(n)d child"', "%(n)d enfant"))
    house.room(PEOPLE, 'ngettext("%(n)d child", "%(n)d children", n)\n')
    extract_all(house.package)
    assert read_catalogue(house.catalogue(PEOPLE))[Key("%(n)d child")].french == ("%(n)d enfant", "")


def test_a_catalogue_says_nothing_of_lines_days_or_order(house: House) -> None:
    house.room(PEOPLE, '_("b")\n_("a")\n_("Two\\nlines")\n')
    assert extract_all(house.package) == [house.catalogue(PEOPLE)]
    first = house.text(PEOPLE)
    house.room(PEOPLE, '\n\n_("a")\n_("Two\\nlines")\n_("b")\n')
    assert extract_all(house.package) == []
    assert house.text(PEOPLE) == first
    assert "Date" not in first
    assert "__init__" not in first


# Checking ------------------------------------------------------------------------------------------------


def test_a_complete_catalogue_passes(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house.room(PEOPLE, '_("Hello %(name)s, {place} 5%%")\nngettext("%(n)d child", "%(n)d children", n)\n')
    extract_all(house.package)
    house.translate(
        PEOPLE,
        ('msgid "Hello', "{place} : bonjour %(name)s 5 %%"),
        ("msgstr[0] ", "%(n)d enfant"),
        ("msgstr[1] ", "%(n)d enfants"),
    )
    assert check_all(house.package) == []
    assert main(["check"], house.package) == 0
    assert "complete" in capsys.readouterr().out


def test_a_message_without_french_fails(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house.room(PEOPLE, '_("Name")\n')
    assert check_all(house.package) == ["foundation/people: 'Name' has no French"]
    assert main(["check"], house.package) == 1
    assert "1 to put right" in capsys.readouterr().out


@pytest.mark.parametrize("french", ["Bonjour", "Bonjour %(nom)s", "Bonjour %s"])
def test_a_placeholder_lost_or_renamed_fails(house: House, french: str) -> None:
    house.room(PEOPLE, '_("Hello %(name)s")\n')
    extract_all(house.package)
    house.translate(PEOPLE, ('msgid "Hello %(name)s"', french))
    (fault,) = check_all(house.package)
    assert "should hold %(name)s" in fault


def test_zero_is_singular_in_french_so_the_singular_says_its_number(house: House) -> None:
    house.room(PEOPLE, 'ngettext("One child", "%(n)d children", n)\n')
    extract_all(house.package)
    house.translate(PEOPLE, ("msgstr[0] ", "Un enfant"), ("msgstr[1] ", "%(n)d enfants"))
    (fault,) = check_all(house.package)
    assert "should hold %(n)d" in fault


def test_words_said_alone_and_with_a_plural_fail(house: House) -> None:
    house.room(PEOPLE, '_("child")\nngettext("child", "children", n)\n')
    extract_all(house.package)
    house.translate(PEOPLE, ("msgstr[0] ", "enfant"), ("msgstr[1] ", "enfants"))
    (fault,) = check_all(house.package)
    assert "both alone and with a plural" in fault


def test_two_rooms_that_translate_the_same_words_differently_fail(house: House) -> None:
    for room, french in ((PEOPLE, "Statut"), ("practice/support", "État")):
        house.room(room, '_("Status")\n')
        extract_all(house.package)
        house.translate(room, ('msgid "Status"', french))
    (fault,) = check_all(house.package)
    assert "practice/support: 'Status'" in fault
    assert "context" in fault


def test_a_message_that_the_code_lost_and_another_plural_rule_fail(house: House) -> None:
    house.room(PEOPLE, '_("Name")\n')
    extract_all(house.package)
    house.translate(PEOPLE, ('msgid "Name"', "Nom"))
    house.catalogue(PEOPLE).write_text(house.text(PEOPLE).replace("n > 1", "n != 1"))
    house.room(PEOPLE, "x = 1\n")
    assert check_all(house.package) == [
        "foundation/people: the header must say nplurals=2; plural=(n > 1);",
        "foundation/people: not in the code any more: 'Name'",
    ]


# Compiling -----------------------------------------------------------------------------------------------


def test_what_is_compiled_speaks_french(house: House) -> None:
    house.room(PEOPLE, '_("Name")\nngettext("%(n)d child", "%(n)d children", n)\npgettext("month", "May")\n')
    extract_all(house.package)
    house.translate(
        PEOPLE,
        ('msgid "Name"', "Nom"),
        ('msgid "May"', "mai"),
        ("msgstr[0] ", "%(n)d enfant"),
        ("msgstr[1] ", "%(n)d enfants"),
    )
    compile_all(house.package)
    said = house.said(PEOPLE)
    assert said.gettext("Name") == "Nom"
    assert said.pgettext("month", "May") == "mai"
    assert [said.ngettext("%(n)d child", "%(n)d children", n) for n in (0, 1, 2)] == [
        "%(n)d enfant",
        "%(n)d enfant",
        "%(n)d enfants",
    ]


def test_only_what_is_stale_is_compiled_again(house: House) -> None:
    house.room(PEOPLE, '_("Name")\n')
    extract_all(house.package)
    assert compile_all(house.package) == [house.catalogue(PEOPLE).with_suffix(".mo")]
    assert compile_all(house.package) == []
    house.translate(PEOPLE, ('msgid "Name"', "Nom"))
    assert len(compile_all(house.package)) == 1
    assert house.said(PEOPLE).gettext("Name") == "Nom"


def test_what_was_compiled_from_a_catalogue_that_is_gone_goes_too(house: House) -> None:
    house.room(PEOPLE, '_("Name")\n')
    extract_all(house.package)
    compile_all(house.package)
    house.room(PEOPLE, "x = 1\n")
    extract_all(house.package)
    compile_all(house.package)
    assert not house.catalogue(PEOPLE).with_suffix(".mo").exists()


def test_a_message_without_french_is_said_in_english(house: House) -> None:
    house.room(PEOPLE, '_("Name")\nngettext("%(n)d child", "%(n)d children", n)\n')
    extract_all(house.package)
    compile_all(house.package)
    assert house.said(PEOPLE).gettext("Name") == "Name"
    assert house.said(PEOPLE).ngettext("%(n)d child", "%(n)d children", 2) == "%(n)d children"
