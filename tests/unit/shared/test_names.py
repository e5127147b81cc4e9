from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.shared.entry import FieldValue
from plugins.shared.names import split_names, unquote_name


@pytest.mark.parametrize(
    ("value", "names"),
    [
        pytest.param("Customer Success, Sense Making", ("Customer Success", "Sense Making"), id="commas"),
        pytest.param('Tea, "Bread, Butter & Jam"', ("Tea", "Bread, Butter & Jam"), id="quoted comma"),
        pytest.param("'Bread, Butter', Tea", ("Bread, Butter", "Tea"), id="single quotes"),
        pytest.param("Smith, Anna; Jones, Bo", ("Smith, Anna", "Jones, Bo"), id="semicolons"),
        pytest.param('"Salt; Pepper", Tea', ("Salt; Pepper", "Tea"), id="quoted semicolon"),
        pytest.param("Tea\nBread", ("Tea", "Bread"), id="lines"),
        pytest.param(" Tea ,\t Bread  and  Jam ,, ", ("Tea", "Bread and Jam"), id="spaces and gaps"),
        pytest.param("Tea, Bread, Tea", ("Tea", "Bread"), id="twice"),
        pytest.param("O'Neill, D'Arcy, Rock 'n' Roll", ("O'Neill", "D'Arcy", "Rock 'n' Roll"), id="apostrophes"),
        pytest.param("'Tis the season, Tea", ("'Tis the season", "Tea"), id="leading apostrophe"),
        pytest.param('"Tea, Bread', ('"Tea', "Bread"), id="quote never closed"),
        pytest.param('"Tea" time, Bread', ('"Tea" time', "Bread"), id="quotes around a part"),
        pytest.param("茶, עברית, 🚀", ("茶", "עברית", "🚀"), id="scripts"),
        pytest.param("Tea, “Bread, Butter”, «Jam, Honey»", ("Tea", "Bread, Butter", "Jam, Honey"), id="curly quotes"),
        pytest.param("„Brot, Butter“, ‘Salt, Pepper’", ("Brot, Butter", "Salt, Pepper"), id="other curly quotes"),
        pytest.param("“Salt; Pepper”, Tea", ("Salt; Pepper", "Tea"), id="curly quotes and semicolon"),
        pytest.param("Rock ‘n’ Roll, ‘Tis the season", ("Rock ‘n’ Roll", "‘Tis the season"), id="curly apostrophes"),
        pytest.param("“Tea, Bread", ("“Tea", "Bread"), id="curly quote never closed"),
        pytest.param("“Tea” time, Bread", ("“Tea” time", "Bread"), id="curly quotes around a part"),
        pytest.param(["“Bread", "Butter”", "Tea"], ("Bread, Butter", "Tea"), id="list that parted curly quotes"),
        pytest.param(["“Tea", "Jam"], ("“Tea", "Jam"), id="list with a curly quote"),
        pytest.param(["“Tea”"], ("Tea",), id="list with curly quotes"),
        pytest.param("", (), id="nothing"),
        pytest.param("\"\", ''", (), id="empty quotes"),
        pytest.param(["Tea", "Bread, Butter"], ("Tea", "Bread, Butter"), id="list"),
        pytest.param(['"Tea"', " ", "Tea"], ("Tea",), id="list with quotes and gaps"),
        pytest.param(["Tea", ["Bread"], {"Jam": "1"}, None, 2026], ("Tea", "2026"), id="list with what is no name"),
        pytest.param({"Tea": "1"}, (), id="mapping"),
        pytest.param(None, (), id="none"),
    ],
)
def test_names_are_split(value: FieldValue, names: tuple[str, ...]) -> None:
    assert split_names(value) == names


@given(st.text(st.sampled_from("ab ,;\n\"'")))
def test_names_are_whole_and_each_there_once(value: str) -> None:
    names = split_names(value)
    assert len(set(names)) == len(names)
    assert all(name and name == name.strip() and "\n" not in name for name in names)


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ('"Tea"', "Tea"),
        ("'Tea'", "Tea"),
        ('"Tea" and "Jam"', '"Tea" and "Jam"'),
        ("""'"Tea" and "Jam"'""", '"Tea" and "Jam"'),
        ("""'"it's"'""", '"it\'s"'),
        ("Tea", "Tea"),
        ('"', '"'),
        ('""', ""),
    ],
)
def test_only_quotes_around_all_of_a_name_are_taken_off(name: str, bare: str) -> None:
    assert unquote_name(name) == bare
