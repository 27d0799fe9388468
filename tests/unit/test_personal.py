"""No phone, e-mail or card survives in a text, however it is written; what the program writes itself stays readable."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontol_desk.domain.personal import luhn, mask_personal

PHONES = (
    "+79161234567",
    "$+79161234567",
    "89161234567",
    "79161234567",
    "9161234567",
    "8 (916) 123-45-67",
    "8(916)1234567",
    "+7 916 123 45 67",
    "+7\u00a0916\u00a0123-45-67",
    "8-916-123-45-67",
    "8.916.123.45.67",
    "916 123-45-67",
    "(495) 123-45-67",
    "8 (4722) 12-34-56",
    "(4722) 12-34-56",
    "8(47222)1-23-45",
    "+7 (495) 1234567",
    "8\u2011916\u2011123\u201145\u201167",
    "+375 29 123-45-67",
    "+998901234567",
)
CARDS = (
    "4276123456789012",
    "4276 1234 5678 9012",
    "4276-1234-5678-9012",
    "2200\u00a01234\u00a05678\u00a09012",
    "3782 822463 10005",
    "5018 0000 0009",
    "6304000000000000000",
    "2900000000017",
    "0990000000001",
    "@9000010",
    "#1234567",
    "@4600494600012",
)
MAILS = ("ivan.petrov@shop.example.ru", "a+b@x.io", "почта@пример.рф", "o'brien@example.org")
KEPT = (
    "document 733714 of shift 24335: 1346 rows, 181946 bytes",
    "barcode 4600494600012, amount 1234567,89",
    "amounts 89161234567.50, 9161234567,00, 12.79161234567",
    "fiscal sign 0123456789",
    "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "run 01JGABCDEFGHJKMNPQRST01234 of 123e4567-e89b-12d3-a456-426614174000",
    "2025-12-28T10:11:12.345678+03:00, 28.12.2025 10:11:12, 2025-12-28 - 2025-12-29",
    "response_20251228101500.txt, 20251228T101500",
    "gaps 2072174-2072765 and 733684-734076, 1 346 000 rows, 12 874 more",
    "192.168.100.100:2121, version 1.2.3, L1234, 127.0.0.1:54321",
    "SELECT $1, $2 FROM files",
)
AROUND = st.text(alphabet=string.ascii_letters + "абвЯ _.,;:!?\"'()[]«»\t\n|¦=/", max_size=12)


@pytest.mark.parametrize("plain", [*PHONES, *CARDS, *MAILS])
def test_everything_personal_is_hidden(plain: str) -> None:
    masked = mask_personal(f"told {plain}, and {plain}.")
    assert "***" in masked
    assert sum(map(str.isdigit, masked)) <= 8
    assert plain not in masked
    assert "example" not in masked


@pytest.mark.parametrize("between", [",", ";", "/", ", ", ",+", "|"])
@pytest.mark.parametrize("second", ["89161234568", "9161234568", "8 916 123 45 68", "79161234568"])
def test_phones_in_a_list_are_hidden_all(between: str, second: str) -> None:
    masked = mask_personal(f"Tel=89161234567{between}{second}")
    assert "1612345" not in "".join(filter(str.isdigit, masked))


@pytest.mark.parametrize("text", KEPT)
def test_what_the_program_writes_stays(text: str) -> None:
    assert mask_personal(text) == text


@given(before=AROUND, after=AROUND, code=st.integers(900, 999), rest=st.integers(0, 9_999_999), form=st.integers(0, 6))
def test_no_phone_survives(before: str, after: str, code: int, rest: int, form: int) -> None:
    number = f"{rest:07}"
    parts = (number[:3], number[3:5], number[5:])
    forms = (
        f"+7{code}{number}",
        f"8{code}{number}",
        f"7 {code} {' '.join(parts)}",
        f"8 ({code}) {'-'.join(parts)}",
        f"+7-{code}-{'-'.join(parts)}",
        f"{code} {'-'.join(parts)}",
        f"${code}{number}",
    )
    masked = mask_personal(f"{before}{forms[form]}{after}")
    assert f"{code}{number}" not in "".join(filter(str.isdigit, masked))


@given(
    before=AROUND,
    after=AROUND,
    digits=st.text("0123456789", min_size=12, max_size=18),
    gap=st.sampled_from(["", " ", "-", "\u00a0"]),
)
def test_no_payment_card_survives(before: str, after: str, digits: str, gap: str) -> None:
    number = "4" + digits
    number = next(number[:-1] + last for last in "0123456789" if luhn(number[:-1] + last))
    written = gap.join(number[at : at + 4] for at in range(0, len(number), 4))
    masked = mask_personal(f"{before}{written}{after}")
    assert number[:-4] not in "".join(filter(str.isdigit, masked))


@given(before=AROUND, name=st.from_regex(r"[a-z0-9]([a-z0-9._+-]{0,20}[a-z0-9])?", fullmatch=True), after=AROUND)
def test_no_mail_survives(before: str, name: str, after: str) -> None:
    assert "example" not in mask_personal(f"{before} {name}@mail.example.org {after}")


@given(st.text())
def test_masking_is_done_at_once(text: str) -> None:
    masked = mask_personal(text)
    assert mask_personal(masked) == masked


def test_long_texts_take_no_long_time() -> None:
    for piece in ("a", "1 ", "+7", "@", "1234 ", "20251228", "a@", "8 9"):
        mask_personal(piece * (200_000 // len(piece)))


def test_two_phones_beside_each_other_are_two() -> None:
    assert mask_personal("+79161234567 8 (926) 765-43-21") == "***67 ***21"
    assert mask_personal("+7 (916) 123-45-67 +79161234568 4276380012345674") == "***67 ***68 ***5674"
