import pytest

from portfolio.views.letters import letters


@pytest.mark.parametrize(
    "text",
    ["", "Noor Haddad", "Łukasz Øre, 3ème", "Ελένη", "Анна", "Z" + "\u0353\u0300" * 9, "x — y…"],
)
def test_letters_as_high_as_the_display_face_are_level(text: str) -> None:
    assert letters(text) == "level"


@pytest.mark.parametrize("text", ["ليلى", "נועה", "山田", "Noor نور", "นก", "Bo 🍞", "𒀱"])
def test_other_scripts_and_emoji_are_tall(text: str) -> None:
    assert letters(text) == "tall"


@pytest.mark.parametrize("text", ["﷽", "Noor ﷽", "𒐫" * 3])
def test_a_letter_that_is_as_wide_as_a_line_is_wide(text: str) -> None:
    assert letters(text) == "wide"
