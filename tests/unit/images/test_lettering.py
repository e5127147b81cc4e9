from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.images.fonts import TITLE_FONTS, FontBook, Run, open_book, packaged_fonts
from plugins.images.lettering import Lettering, Line, Sizes, draw_lettering, is_right_to_left, set_line, set_text

BOX = (66, 186, 1134, 500)
LONG = (
    "A very long title about how customer success teams make sense of what their customers tell them, "
    "week after week, without losing the thread or their minds"
)


def set_title(text: str, book: FontBook) -> Lettering:
    return set_text(text, book, 1020, 300)


def texts(lettering: Lettering) -> list[str]:
    return ["".join(run.text for run in line.runs) for line in lettering.lines]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        pytest.param("Tea", ["Tea"], id="one word"),
        pytest.param(
            "Why I draw maps before I write a single line",
            ["Why I draw maps", "before I write a single line"],
            id="no line ends on I",
        ),
        pytest.param(
            "Eevee has learnt much from all her 4,219 experience points",
            ["Eevee has learnt much", "from all her 4,219", "experience points"],
            id="no word alone on the last line",
        ),
        pytest.param(
            "Ελληνική φιλοσοφία: ἀρχὴ ἥμισυ παντός",
            ["Ελληνική φιλοσοφία:", "ἀρχὴ ἥμισυ παντός"],
            id="after the colon",
        ),
        pytest.param(
            "Weekly roundup: Bit of this, bit of that, and of some other thing",
            ["Weekly roundup:", "Bit of this, bit of that,", "and of some other thing"],
            id="after a colon rather than a comma",
        ),
        pytest.param(
            LONG,
            [
                "A very long title about how customer",
                "success teams make sense of what",
                "their customers tell them, week after week,",
                "without losing the thread or their minds",
            ],
            id="four lines of about equal length",
        ),
    ],
)
def test_titles_are_broken_where_they_read_well(book: FontBook, title: str, expected: list[str]) -> None:
    assert texts(set_title(title, book)) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Why 0.1 + 0.2 ≠ 0.3", ["Why", "0.1 + 0.2 ≠ 0.3"]),
        ("7 things I learned in 2025", ["7 things", "I learned in 2025"]),
        ("Part 3: The Reckoning (continued)", ["Part 3:", "The Reckoning (continued)"]),
        ("Écrire à la main — ce que l’œil apprend", ["Écrire à la main —", "ce que l’œil apprend"]),
        ("What I carry on a 10 km run", ["What I carry", "on a 10 km run"]),
        ("On the virtue of a slow morning", ["On the virtue", "of a slow morning"]),
        ("Những ý tưởng vẽ tay", ["Những ý", "tưởng vẽ tay"]),
    ],
)
def test_lines_of_a_square_end_where_the_sense_pauses(book: FontBook, title: str, expected: list[str]) -> None:
    lines = texts(set_text(title, book, 610, 314, Sizes(largest_px=200)))
    assert [line.strip().replace("\u00a0", " ") for line in lines] == expected


@pytest.mark.parametrize(
    ("title", "lang", "expected"),
    [
        (
            "Informationssicherheitsmanagement im Mittelstand",
            "de",
            ["Informationssicherheits-", "management im Mittelstand"],
        ),
        (
            "Die Kraftfahrzeughaftpflichtversicherung erklärt",
            "de-AT",
            ["Die Kraftfahrzeughaft-", "pflichtversicherung erklärt"],
        ),
        ("Internationalization", "en", ["Internationalization"]),
        # Nobody knows the language, or there are no rules for it.
        ("Kraftfahrzeughaftpflichtversicherung", "", ["Kraftfahrzeughaftpflichtversicherung"]),
        ("Kraftfahrzeughaftpflichtversicherung", "tlh", ["Kraftfahrzeughaftpflichtversicherung"]),
    ],
)
def test_long_words_are_hyphenated_by_their_language(
    book: FontBook, title: str, lang: str, expected: list[str]
) -> None:
    assert [line.strip() for line in texts(set_text(title, book, 1020, 314, lang=lang))] == expected


def test_a_short_title_is_large_and_a_long_one_smaller(book: FontBook) -> None:
    sizes = [set_title(title, book).size_px for title in ("Tea", "Why I draw maps before I write", LONG, LONG * 2)]
    assert sizes[0] == 120
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[2] >= 38
    assert sizes[3] >= 24


def test_a_title_of_3000_characters_ends_at_a_word(book: FontBook) -> None:
    title = " ".join(f"word{number}," for number in range(300))
    lettering = set_title(title, book)
    assert lettering.is_cut
    assert (len(lettering.lines), lettering.size_px) == (4, 24)
    shown = " ".join(texts(lettering))
    assert shown.endswith("…")
    assert title.startswith(f"{shown[:-1]},")
    assert max(line.width_px for line in lettering.lines) <= 1021


@pytest.mark.parametrize("count", [1, 30, 60, 80])
def test_what_fits_is_not_cut(book: FontBook, count: int) -> None:
    lettering = set_title(" ".join(["tea"] * count) + " …", book)
    assert not lettering.is_cut
    assert " ".join(texts(lettering)).split() == [*["tea"] * count, "…"]


def test_one_word_of_80_letters_is_broken_into_equal_parts(book: FontBook) -> None:
    lettering = set_title("e" * 80, book)
    assert texts(lettering) == ["e" * 40, "e" * 40]
    assert lettering.size_px >= 38


def test_a_word_that_fits_when_smaller_is_not_broken(book: FontBook) -> None:
    assert texts(set_title("Donaudampfschifffahrtsgesellschaft", book)) == ["Donaudampfschifffahrtsgesellschaft"]


def test_a_word_of_3000_letters_is_cut(book: FontBook) -> None:
    lettering = set_title("m" * 3000, book)
    assert lettering.is_cut
    assert set("".join(texts(lettering))) == {"m", "…"}


@pytest.mark.parametrize("title", ["", "   ", "\x00\x1b", "\u202e", "茶道", "茶: 道!", "«…»", "茶道の本 by O"])
def test_a_title_with_nothing_to_draw_has_no_lines(book: FontBook, title: str) -> None:
    assert set_title(title, book).lines == ()


def test_what_cannot_be_drawn_is_left_out_and_reported(book: FontBook) -> None:
    lettering = set_title("Tea 茶 and 🦜 more", book)
    assert texts(lettering) == ["Tea and more"]
    assert lettering.missing == ("茶", "🦜")
    assert texts(set_title("coffee茶teapot", book)) == ["coffee teapot"]


def test_without_raqm_letters_are_set_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plugins.images.fonts.pillow_features.check", lambda _: False)
    simple = open_book(with_system=False)
    lettering = set_title("Why I draw maps before I write a single line", simple)
    assert texts(lettering) == ["Why I draw maps", "before I write a single line"]
    assert draw_lettering(lettering, simple, BOX).getbbox()


def test_a_label_is_one_line_however_long(book: FontBook) -> None:
    label = set_line("A category with a name that goes on and on and on", book, 400, 34)
    assert len(label.lines) == 1
    assert label.lines[0].width_px <= 400.5
    assert label.size_px < 34
    assert set_line("Tea", book, 400, 34).size_px == 34


def test_a_label_with_nothing_to_draw_has_no_lines(book: FontBook) -> None:
    assert set_line("茶", book, 400, 34).lines == ()


def test_letters_are_drawn_in_the_middle_of_the_box(book: FontBook) -> None:
    mask = draw_lettering(set_title("Tea", book), book, BOX, is_title=True)
    assert mask.size == (1068, 314)
    left, top, right, bottom = mask.getbbox() or (0, 0, 0, 0)
    assert abs(left - (1068 - right)) <= 1
    assert abs(top - (314 - bottom)) <= 1


@pytest.mark.parametrize(("align", "left", "right"), [("left", 0, None), ("right", None, 400)])
def test_labels_keep_to_their_side(book: FontBook, align: str, left: int | None, right: int | None) -> None:
    bounds = draw_lettering(set_line("Tea", book, 400, 34), book, (0, 0, 400, 50), align).getbbox() or (-1, 0, -1, 0)
    assert bounds[0] == left or left is None
    assert bounds[2] == right or right is None


def test_labels_stand_on_one_line(book: FontBook) -> None:
    feet = [
        (draw_lettering(set_line(text, book, 400, 34), book, (0, 0, 400, 50), "left").getbbox() or (0, 0, 0, 0))[3]
        for text in ("Tea", "oxen", "HI")
    ]
    assert max(feet) - min(feet) <= 1
    hanging = draw_lettering(set_line("py", book, 400, 34), book, (0, 0, 400, 50), "left").getbbox()
    assert hanging
    assert hanging[3] > max(feet)


def test_marks_piled_on_letters_stay_in_the_box(book: FontBook) -> None:
    title = "Z" + "\u0301\u0302\u0303" * 40 + "algo " * 8
    mask = draw_lettering(set_title(title, book), book, BOX, is_title=True)
    assert mask.size == (1068, 314)
    assert mask.getbbox() is not None


def test_ink_larger_than_measured_is_made_smaller(book: FontBook) -> None:
    face = book.face_for("A")
    assert face is not None
    wrong = Lettering((Line((Run("A" * 60, face),), 10.0),), 100, 1.0)
    left, _, right, _ = draw_lettering(wrong, book, (0, 0, 300, 100)).getbbox() or (-1, 0, 0, 0)
    assert 0 <= left < right <= 300


def test_only_spaces_are_drawn_as_nothing(book: FontBook) -> None:
    face = book.face_for(" ")
    assert face is not None
    assert draw_lettering(Lettering((Line((Run(" ", face),), 10.0),), 40, 1.0), book, (0, 0, 90, 40)).getbbox() is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("שלום hello", True), ("hello שלום", False), ("2026: العربية", True), ("2026", False), ("", False)],
)
def test_the_first_letter_tells_where_lines_begin(text: str, *, expected: bool) -> None:
    assert is_right_to_left(text) is expected


def test_runs_of_a_right_to_left_line_are_laid_out_from_the_right(book: FontBook) -> None:
    face = book.face_for("A")
    assert face is not None
    runs = Run("l", face), Run("MMM", face)

    def draw(*, is_right_to_left: bool) -> bytes:
        line = Lettering((Line(runs, 100.0),), 40, 1.0, is_right_to_left=is_right_to_left)
        return draw_lettering(line, book, (0, 0, 300, 60)).tobytes()

    swapped = Lettering((Line(runs[::-1], 100.0),), 40, 1.0)
    assert draw(is_right_to_left=True) == draw_lettering(swapped, book, (0, 0, 300, 60)).tobytes()
    assert draw(is_right_to_left=False) != draw(is_right_to_left=True)


BOOK = open_book(with_system=False)
letters = st.characters(codec="utf-8")


@settings(max_examples=60, deadline=None)
@given(st.text(letters, max_size=120))
def test_any_title_is_set_without_loss_inside_its_box(title: str) -> None:
    lettering = set_text(title, BOOK, 1020, 300)
    assert len(lettering.lines) * lettering.size_px * lettering.leading <= 300.01
    assert all(line.width_px <= 1020.5 for line in lettering.lines)
    draw_lettering(lettering, BOOK, BOX)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text("abcdefgé", min_size=1, max_size=12), min_size=1, max_size=20))
def test_every_word_is_there_in_order_and_whole(words: list[str]) -> None:
    lettering = set_text(" ".join(words), BOOK, 1020, 300)
    assert " ".join(texts(lettering)).split() == words


@pytest.mark.parametrize("word", ["drawing", "a", "画", "Donaudampfschifffahrtsgesellschaft"])
def test_no_more_than_four_lines_and_none_too_small(word: str) -> None:
    for count in (*range(1, 70, 3), 400):
        lettering = set_text(" ".join([word] * count), BOOK, 1020, 300, Sizes())
        assert len(lettering.lines) <= 4
        assert lettering.size_px >= 24


def test_the_last_line_of_many_words_is_not_one_word(book: FontBook) -> None:
    lettering = set_text(" ".join(["a"] * 161), book, 1020, 300)
    assert texts(lettering)[-1].count("a") > 20


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("etaoin", min_size=2, max_size=14), min_size=2, max_size=30))
def test_no_word_stands_alone_on_the_last_line_where_there_is_another_way(words: list[str]) -> None:
    title = " ".join(words)
    alone = len(texts(set_text(title, BOOK, 1020, 300))[-1].split()) == 1
    # Where a space that is fixed holds the last two words together: all other ways to set the title.
    others = set_text("\u00a0".join(title.rsplit(" ", 1)), BOOK, 1020, 300)
    assert not alone or others.size_px <= Sizes().smallest_px


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("修改dokuwiki的captcha插件", ["修改dokuwiki的", "captcha插件"]),
        ("考虑撤离Linode", ["考虑", "撤离Linode"]),
        ("读某三年工作总结有感", ["读某三年", "工作总结有感"]),
        ("Google Protocol Buffers介绍和总结", ["Google Protocol", "Buffers", "介绍和总结"]),
    ],
    ids=["after its particle", "no word alone", "a phrase alone", "of three lines"],
)
def test_lines_without_spaces_are_parted_where_a_word_ends_for_sure(title: str, expected: list[str]) -> None:
    book = FontBook(packaged_fonts(TITLE_FONTS))
    assert [line.strip() for line in texts(set_text(title, book, 610, 280))] == expected


def test_a_line_without_end_is_cut_where_it_can_be_read(book: FontBook) -> None:
    line = set_line("c" * 5000, book, 400, 34)
    assert line.is_cut
    assert 6 < line.size_px <= 8
    assert texts(line)[0].endswith("c…")
