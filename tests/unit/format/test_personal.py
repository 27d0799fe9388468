"""What of a line is hashed, and that it stays the line it was but for that."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontol_desk.domain.resources import resource
from frontol_desk.format.encoding import LABELS, encoding_named, scan_export
from frontol_desk.format.layout import Personal
from frontol_desk.format.personal import PersonalHasher, holds_hashes, plan_of
from frontol_desk.format.reader import ExportReader
from frontol_desk.format.registry import default_registry
from frontol_desk.format.rows import Chunk
from tests.builders import UNKNOWN_TYPE, export_file, line

REGISTRY = default_registry()
KEY = PersonalHasher(b"k" * 32, REGISTRY)
EVERY: tuple[Personal, ...] = ("cards", "contact", "values", "name", "free")
OTHER = PersonalHasher(b"o" * 32, REGISTRY)


def read(data: bytes, personal: PersonalHasher | None) -> list[Chunk]:
    encoding = scan_export(io.BytesIO(data)).encoding
    return list(ExportReader(io.BytesIO(data), REGISTRY, encoding, personal=personal, block_bytes=300))


@pytest.mark.parametrize(
    ("personal", "spellings"),
    [
        ("cards", ("$+79161234567", "$89161234567", "$9161234567", "$+7 (916) 123-45-67")),
        ("contact", ("+79161234567", "8 916 123-45-67", "9161234567", "89161234567")),
        ("contact", ("Ivan@Example.org", "ivan@example.org", " ivan@example.org")),
    ],
)
def test_one_customer_has_one_hash(personal: Personal, spellings: tuple[str, ...]) -> None:
    assert len({KEY.value(personal, text) for text in spellings}) == 1


def test_a_phone_is_the_same_on_a_receipt_and_as_a_card() -> None:
    assert KEY.value("cards", "$+79161234567") == "$" + KEY.value("contact", "8 916 123 45 67")
    assert KEY.value("free", "Tel=+79161234567") == "Tel=" + KEY.value("contact", "+79161234567")


def test_cards_stay_apart_and_keep_their_sign() -> None:
    hashed = KEY.value("cards", "@9000010|#9000011¦0990000000001")
    first, second, third = hashed.replace("¦", "|").split("|")
    assert (first[0], second[0]) == ("@", "#")
    assert len({first[1:], second[1:], third}) == 3
    assert third == KEY.value("cards", "0990000000001") != KEY.value("cards", "990000000001")


def test_a_name_goes_and_its_code_stays() -> None:
    assert KEY.value("name", "17") == "17"
    assert KEY.value("name", "17".zfill(30)) == "17".zfill(30)
    assert KEY.value("name", "17¦Иванов") == "17¦" + KEY.value("contact", "Иванов")


def test_without_the_key_nothing_can_be_tried() -> None:
    assert KEY.value("contact", "+79161234567") != OTHER.value("contact", "+79161234567")
    assert KEY.fingerprint != OTHER.fingerprint


@pytest.mark.parametrize("text", ["", "0"])
def test_nothing_stays_nothing(text: str) -> None:
    assert {KEY.value(personal, text) for personal in EVERY} == {text}


@given(st.text())
def test_hashing_again_changes_nothing(text: str) -> None:
    ways: list[Callable[[str], str]] = [KEY.text, *(partial(KEY.value, personal) for personal in EVERY)]
    for way in ways:
        assert way(way(text)) == way(text)


def test_every_type_names_its_personal_fields() -> None:
    found = {layout.types: {n + 1 for n, _ in plan_of(layout).fields} for layout in REGISTRY.layouts}
    cards = {number for types, fields in found.items() if 8 in fields for number in types}
    assert {42, 55, 56, 58, 65, 40, 43, 36, 86, 32, 33, 82, 83, 15, 17, 35, 37, 85, 87, 27, 57, 41} <= cards
    assert {30} < found[45,] | {30} | {0}
    assert found[65,] >= {8, 34}
    assert found[42,] >= {8, 15, 34, 35}


def test_the_real_day_differs_in_its_personal_fields_only() -> None:
    data = resource("demo/response.txt").read_bytes()
    lines = data.split(b"\n")
    hashed = [KEY.line(text) for text in lines]
    differing = {
        (before.split(b";")[3], place + 1)
        for before, after in zip(lines, hashed, strict=True)
        if before != after
        for place, (one, other) in enumerate(zip(before.split(b";"), after.split(b";"), strict=True))
        if one != other
    }
    assert differing == {(b"42", 8), (b"55", 8), (b"40", 8), (b"43", 8), (b"45", 30)}
    whole = b"\n".join(hashed)
    assert not [plain for plain in (b"+7000", b"@900", b"@example", b"0990000000001") if plain in whole]


def test_without_a_hasher_not_a_byte_changes_and_with_one_as_many_rows_come() -> None:
    data = resource("demo/response.txt").read_bytes()
    plain, hashed = read(data, None), read(data, KEY)
    rows = [row for chunk in plain for batch in chunk.batches for row in batch.rows]
    assert b"$+70000000001" in b"\n".join(rows)
    assert sum(len(batch.rows) for chunk in hashed for batch in chunk.batches) == len(rows) == 1346
    assert not any(chunk.quarantined for chunk in hashed)


@pytest.mark.parametrize("label", LABELS)
def test_quarantine_in_every_encoding(label: str) -> None:
    shifted = "5;28.12.2025;10:00:00;55;1;7;$+79161234567;0;абв;" + "0;" * 20
    data = export_file([shifted, "Чай +7 916 123-45-67"], encoding=label)
    raws = [one.raw.decode(encoding_named(label).codec) for chunk in read(data, KEY) for one in chunk.quarantined]
    assert raws == [
        shifted.replace("$+79161234567", KEY.value("cards", "$+79161234567")),
        f"Чай {KEY.value('contact', '+79161234567')}",
    ]
    values = [one.value for chunk in read(data, KEY) for one in chunk.quarantined]
    assert values[0] == KEY.value("cards", "$+79161234567")


def test_an_unknown_type_loses_whatever_looks_personal() -> None:
    personal = {"field_8": "ivan@example.org", "field_9": "0990000000001", "field_10": "+7 916 123-45-67"}
    text = line(UNKNOWN_TYPE, personal, field_11="10,5")
    cells = KEY.line(text.encode()).decode().split(";")
    assert [holds_hashes(cell) for cell in cells[7:11]] == [True, True, True, False]
    assert cells[:7] == text.split(";")[:7]


@given(st.binary(max_size=300))
def test_no_line_is_lost_whatever_it_holds(data: bytes) -> None:
    for way in (KEY.line, KEY.anything):
        done = way(data)
        assert (done.count(b";"), done.count(b"\n"), done.endswith(b"\r")) == (
            data.count(b";"),
            data.count(b"\n"),
            data.endswith(b"\r"),
        )


def test_a_card_that_looks_like_a_phone_is_none() -> None:
    assert KEY.value("cards", "@89161234567") != KEY.value("cards", "@79161234567")
    assert KEY.value("cards", "89161234567") != KEY.value("cards", "79161234567")
    assert KEY.value("contact", "375291234567") == KEY.value("contact", "+375 29 123-45-67")
    assert KEY.value("contact", "19161234567") != KEY.value("contact", "79161234567")


@pytest.mark.parametrize("sign", "@#$")
def test_a_sign_alone_is_a_value(sign: str) -> None:
    assert holds_hashes(KEY.value("cards", sign))
    assert KEY.value("cards", f"{sign}17")[0] == sign


@pytest.mark.parametrize("bullet", "•¤¦")
def test_values_in_a_list_are_hashed_one_by_one(bullet: str) -> None:
    first, second = KEY.value("values", f"Иванов{bullet}01.02.1980").split(bullet)
    assert (first, second) == (KEY.value("contact", "Иванов"), KEY.value("contact", "01.02.1980"))


@pytest.mark.parametrize("bar", "¦|")
def test_a_name_may_hold_bars(bar: str) -> None:
    assert KEY.value("name", f"17{bar}Ива|нов") == f"17{bar}" + KEY.value("contact", "Ива|нов")


@pytest.mark.parametrize(
    ("number", "hidden"), [("123456789", False), ("1234567890", True), ("99604403000000011", True)]
)
def test_longer_numbers_are_hidden_where_nobody_knows_what_they_are(number: str, hidden: bool) -> None:
    assert holds_hashes(KEY.text(f"x{number}x")) is hidden


def test_the_key_of_a_line_that_cannot_be_placed_stays_readable() -> None:
    number = "123456789012"
    assert KEY.anything(f"{number};28.12.2025;10:00:00;11;1;x".encode()).startswith(f"{number};28.12.2025;".encode())
    assert not KEY.anything(f"{number};no date;10:00:00;11;1;x".encode()).startswith(number.encode())


def test_short_unended_and_foreign_lines() -> None:
    mail = KEY.value("contact", "a@b.de").encode()
    assert KEY.line(b"1;28.12.2025;10:00:00;45;1") == b"1;28.12.2025;10:00:00;45;1"
    open_end = b"1;28.12.2025;10:00:00;45;1" + b";" * 25
    assert KEY.line(open_end + b"a@b.de\r") == open_end + mail + b"\r"
    assert KEY.line(b"1;28.12.2025;10:00:00;no type;1;a@b.de;") == b"1;28.12.2025;10:00:00;no type;1;" + mail + b";"
    assert KEY.line(b"a@b.de;;;") == b"a@b.de;;;", "no line at all: quarantine looks after it"


def test_keys_are_told_apart_by_enough_of_their_fingerprint() -> None:
    assert len(KEY.fingerprint) == 16
    assert b"k" * 32 not in KEY.fingerprint.encode()


def test_very_many_types_take_no_memory() -> None:
    hasher = PersonalHasher(b"k" * 32, REGISTRY)
    for number in range(10_100):
        hasher.line(b"1;2;3;%d;5;" % (1000 + number))
    assert len(hasher._plans) == 10_000


def test_what_no_declaration_describes_may_be_personal() -> None:
    text = line(11, {"reserved_44": "8 916 123-45-67"}) + "ivan@example.org;10,5;4276123456789012;"
    cells = KEY.line(text.encode()).decode().split(";")
    before = text.split(";")
    changed = [place + 1 for place, cell in enumerate(cells) if cell != before[place]]
    assert changed == [44, 45, 47]
    assert all(map(holds_hashes, (cells[43], cells[44], cells[46])))


def test_serials_that_are_known_to_stand_where_the_manual_has_a_dash_stay() -> None:
    text = line(63, {"reserved_19": "9960440300000001", "fiscal_drive_serial": "9960440300000001"}).encode()
    assert KEY.line(text) == text


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_a_part_in_utf_16_amid_another_encoding(codec: str) -> None:
    appended = "5;28.12.2025;10:00:00;55;1;7;$+79161234567;ivan@example.org;4276123456789012;\r\n".encode(codec)
    for part in appended.split(b"\n"):
        found = KEY.anything(part)
        bare = found.replace(b"\0", b"")
        assert not [plain for plain in (b"9161234567", b"ivan", b"4276123456789012") if plain in bare]
        assert (found.endswith(b"\r"), found.endswith(b"\r\0")) == (part.endswith(b"\r"), part.endswith(b"\r\0"))
    assert KEY.anything(b"5;2\0;abc") == b"5;2\0;abc", "zeros stay where nothing is personal"


def test_a_country_code_that_is_written_is_not_taken_for_russias() -> None:
    assert KEY.value("contact", "+85212345678") != KEY.value("contact", "+75212345678")
    assert KEY.value("contact", "+4512345678") != KEY.value("contact", "+74512345678")


def test_a_name_is_hidden_whatever_stands_before_it() -> None:
    hidden = KEY.value("contact", "Иванов")
    assert KEY.value("name", "Иванов") == hidden
    lone = line(42, {"customer_code": "17|Ivanov"}).encode().replace(b"17|", b"17\xa6")
    assert b"Ivanov" not in (found := KEY.line(lone))
    assert b";17\xa6hmac-" in found


@pytest.mark.parametrize("sign", "@#$")
def test_short_cards_behind_their_sign_in_a_shifted_line(sign: str) -> None:
    text = f"5;28.12.2025;10:00:00;{UNKNOWN_TYPE};1;a;{sign}12|{sign}345;{sign};7"
    cells = KEY.line(text.encode()).decode().split(";")
    assert cells[6] == "|".join(KEY.value("cards", f"{sign}{number}") for number in (12, 345))
    assert cells[7:] == [sign, "7"]


def test_types_of_many_digits_keep_their_number() -> None:
    text = b"123456789012;28.12.2025;10:00:00;987654321;1;89161234567;"
    assert KEY.line(text).startswith(text[:45])
