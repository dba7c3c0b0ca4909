"""Pure strings: white space, invisible characters, quotes, dates, list markers."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decision_parser.text import (
    clean,
    collapse,
    compact,
    find_bullet,
    find_label,
    find_number,
    is_ordinary,
    letter_of,
    match_form,
    parse_date,
    roman_of,
    squeeze,
)

ORDINARY = "".join(map(chr, range(0x20, 0x7F))) + "’‘“”–—…£•½éè§"
"""Characters that `clean` leaves as they are."""
SPACES = " \t\n\r"

any_text = st.text(max_size=60)
ordinary_text = st.text(st.sampled_from(ORDINARY + SPACES), max_size=80)


# ── white space and what is not shown ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("printed", "seen"),
    [
        ("", ""),
        (" \n\t\u00a0", ""),
        ("Mr X", "Mr X"),
        ("  Mr   X \n said\t so ", "Mr X said so"),
        ("Mr\u00a0X paid £1\u202f000", "Mr X paid £1 000"),
        ("one\u2003two\u2028three\u2029four\u3000five", "one two three four five"),
        ("one\x0btwo\x0cthree\x1cfour\x1ffive", "one two three four five"),
        ("main\u00adtenance", "maintenance"),
        ("24\u200b 014\u200d 420\ufeff", "24 014 420"),
        ("\u202aleft\u202c \u2066to\u2069 right\u200e", "left to right"),
        ("a \u200b b", "a b"),
        ("\u00ad \u200b", ""),
        ("nul\x00 bell\x07 delete\x7f", "nul bell delete"),
        ("Mr X\x92s \x93plan\x94 \x96 £5\x85", "Mr X’s “plan” – £5…"),
        ("undefined \x81\x8d\x8f\x90\x9d in windows-1252", "undefined in windows-1252"),
        ("cafe\u0301", "café"),
        (
            "‘curly’ “quotes” and 'straight' \"ones\" – as printed…",
            "‘curly’ “quotes” and 'straight' \"ones\" – as printed…",
        ),
        ("½ of 5² is ﬁne™", "½ of 5² is ﬁne™"),
    ],
)
def test_clean_shows_what_a_reader_sees(printed: str, seen: str) -> None:
    """White space becomes single spaces, what is invisible goes, C1 controls are windows-1252, all else stays."""
    assert clean(printed) == seen


@given(any_text)
def test_clean_again_changes_nothing(text: str) -> None:
    """Clean text is clean: cleaning it once more leaves it as it is."""
    assert clean(clean(text)) == clean(text)


@given(any_text)
def test_clean_text_has_single_spaces(text: str) -> None:
    """Clean text has no white space but single spaces between words."""
    cleaned = clean(text)
    assert cleaned == " ".join(cleaned.split())


@given(ordinary_text)
def test_collapse_equals_clean_on_ordinary_text(text: str) -> None:
    """On text that is called ordinary, the quick way gives just what the thorough one does."""
    assert is_ordinary(squeeze(text.encode()))
    assert collapse(text) == clean(text)


@given(any_text)
def test_text_that_is_called_ordinary_is(text: str) -> None:
    """Whatever `is_ordinary` passes, collapsing and cleaning agree on."""
    if is_ordinary(squeeze(text.encode())):
        assert collapse(text.replace("\u2028", " ")) == clean(text)


@pytest.mark.parametrize(
    "text", ["\u00a0", "main\u00adtenance", "\u200b", "cafe\u0301", "\x92", "\x7f", "a\x0bb", "\u2003", "日本"]
)
def test_unusual_text_is_not_called_ordinary(text: str) -> None:
    """Text that could need cleaning is never passed for ordinary."""
    assert not is_ordinary(squeeze(text.encode()))


@given(any_text)
def test_compact_is_clean_without_spaces(text: str) -> None:
    """Two readings that differ only in white space and invisible characters are equal when compact."""
    assert compact(text) == compact(clean(text)) == compact(" \u200b".join(text.split(" ")))


@given(ordinary_text)
def test_squeezed_and_compact_ordinary_text_are_the_same(text: str) -> None:
    """On ordinary text the check of losses may compare bytes instead of characters."""
    assert squeeze(text.encode()).decode() == compact(text)


# ── the form that tables match ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("printed", "form"),
    [
        ("The Ombudsman’s final decision:", "the ombudsman's final decision"),
        ("THE OMBUDSMAN`S  FINAL\u00a0DECISION :", "the ombudsman's final decision"),
        ("The Ombudsman\x92s final decision", "the ombudsman's final decision"),
        ("Final decision.", "final decision"),
        ("Final deci\u00adsion :.", "final decision"),
        ("Analysis – is there fault?", "analysis - is there fault?"),
        ("Analysis \u2014 is there fault?", "analysis - is there fault?"),
        ("“Law” and ‘guidance’;", "\"law\" and 'guidance'"),
        (" : ", ""),
        ("", ""),
    ],
)
def test_match_form_is_free_of_case_quotes_and_ends(printed: str, form: str) -> None:
    """Tables see lower case, straight quotes and dashes, single spaces, and nothing that only ends a line."""
    assert match_form(printed) == form


@given(any_text)
def test_match_form_does_not_see_white_space_at_the_ends(text: str) -> None:
    """A heading with spaces or a colon behind it is the same heading."""
    assert match_form(f" {text} : ") == match_form(text)


# ── dates ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("06 Feb 2025", dt.date(2025, 2, 6)),
        ("6 Feb 2025", dt.date(2025, 2, 6)),
        ("18-Feb-2021", dt.date(2021, 2, 18)),
        ("30 November 2016", dt.date(2016, 11, 30)),
        ("20 Dec 2016", dt.date(2016, 12, 20)),
        ("1st May 2019", dt.date(2019, 5, 1)),
        ("2nd June 2019", dt.date(2019, 6, 2)),
        ("23rd Sept 2019", dt.date(2019, 9, 23)),
        ("4th July, 2019", dt.date(2019, 7, 4)),
        ("05 AUG 2020", dt.date(2020, 8, 5)),
        ("05 Aug. 2020", dt.date(2020, 8, 5)),
        ("2025-02-06", dt.date(2025, 2, 6)),
        ("29 Feb 2020", dt.date(2020, 2, 29)),
        (" 06 Feb 2025 ", dt.date(2025, 2, 6)),
    ],
)
def test_printed_forms_of_dates_are_read(printed: str, day: dt.date) -> None:
    """Each form that publishers print gives its day."""
    assert parse_date(printed) == day


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "31 Feb 2025",
        "29 Feb 2023",
        "00 Feb 2025",
        "32 Jan 2025",
        "2025-13-01",
        "06 Feb 0000",
        "6 Febtober 2025",
        "06 Feb 25",
        "06/02/2025",
        "02-06-2025",
        "20250206",
        "Feb 2025",
        "2025",
        "06 Feb",
        "Thursday 06 Feb 2025",
        "06 Feb 2025 (amended)",
        "on or about 6 May 2019",
        "tomorrow",
        "May 6 2019",
    ],
)
def test_a_date_is_never_guessed(printed: str) -> None:
    """What is no whole date in a known form, or no day of the calendar, is no date: not the first of January either."""
    assert parse_date(printed) is None


@given(st.dates(min_value=dt.date(1000, 1, 1)), st.sampled_from(["%d %b %Y", "%d-%b-%Y", "%d %B %Y", "%Y-%m-%d"]))
def test_every_day_is_read_in_every_form(day: dt.date, form: str) -> None:
    """No day of the calendar is read as another."""
    assert parse_date(day.strftime(form)) == day


# ── typed numbers, labels and bullets ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12. The Council", (12, "12.", "The Council")),
        ("12) The Council", (12, "12)", "The Council")),
        ("(12) The Council", (12, "(12)", "The Council")),
        ("1.The Council", (1, "1.", "The Council")),
        ("1. “Quoted”", (1, "1.", "“Quoted”")),
        ("123.\tText", (123, "123.", "Text")),
        ("5. (Local Government Act 1974)", (5, "5.", "(Local Government Act 1974)")),
    ],
)
def test_typed_numbers_are_found(text: str, found: tuple[int, str, str]) -> None:
    """A number, its stop or bracket, and then text: the value, the words of it, and the rest."""
    assert find_number(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12 weeks later",
        "3.5 hours a week",
        "10.30am on Monday",
        "2019. Then it stopped",
        "£12. It paid",
        "1974 Act",
        "12.",
        "(Local",
        "12/13. x",
        "No 12. x",
        "5%) of it",
    ],
)
def test_other_beginnings_are_no_numbers(text: str) -> None:
    """Years, sums, times, decimals and numbers without text behind them number no paragraph."""
    assert find_number(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a) the plan", ("a", "a)", "the plan")),
        ("(b) the plan", ("b", "(b)", "the plan")),
        ("c. the plan", ("c", "c.", "the plan")),
        ("(iv) the plan", ("iv", "(iv)", "the plan")),
        ("xii) the plan", ("xii", "xii)", "the plan")),
        ("aa) the plan", ("aa", "aa)", "the plan")),
    ],
)
def test_typed_letters_and_numerals_are_found(text: str, found: tuple[str, str, str]) -> None:
    """A letter, a doubled letter or a roman numeral with its stop or brackets labels an item."""
    assert find_label(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a plan",
        "A) the plan",
        "(as amended) it",
        "(the Act) says",
        "i.e. the plan",
        "etc. and",
        "(a)the plan",
        "ab) x",
    ],
)
def test_other_beginnings_are_no_labels(text: str) -> None:
    """Words in brackets, abbreviations and capitals label nothing."""
    assert find_label(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("• apologise", ("•", "apologise")),
        ("•apologise", ("•", "apologise")),
        ("\uf0b7 apologise", ("\uf0b7", "apologise")),
        ("- apologise", ("-", "apologise")),
        ("– apologise", ("–", "apologise")),
        ("* apologise", ("*", "apologise")),
        ("o  apologise", ("o", "apologise")),
    ],
)
def test_typed_bullets_are_found(text: str, found: tuple[str, str]) -> None:
    """A bullet, or a dash with a space behind it, begins an item."""
    assert find_bullet(text) == found


@pytest.mark.parametrize("text", ["", "-5 degrees", "–", "o apologise", "apologise • pay", "*important*", "½ hour"])
def test_other_beginnings_are_no_bullets(text: str) -> None:
    """Minus signs, lone dashes, single letters and bullets further on begin no item."""
    assert find_bullet(text) is None


def test_letters_go_on_after_z() -> None:
    """A lettered list goes on with doubled letters."""
    assert [letter_of(ordinal) for ordinal in (1, 2, 25, 26, 27, 28, 52, 53)] == "a b y z aa bb zz aaa".split()


def test_roman_numerals_count() -> None:
    """A roman list counts as the Romans did."""
    found = [roman_of(ordinal) for ordinal in (1, 2, 3, 4, 5, 6, 9, 10, 11, 14, 19, 20, 39)]
    assert found == "i ii iii iv v vi ix x xi xiv xix xx xxxix".split()


@given(st.integers(1, 39))
def test_every_roman_numeral_is_a_label(ordinal: int) -> None:
    """What a roman list shows is found again where it is typed."""
    label = roman_of(ordinal)
    if len(label) <= 5:
        assert find_label(f"({label}) text") == (label, f"({label})", "text")
