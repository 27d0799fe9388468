"""What the invented shops sell, and who works there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from random import Random
from typing import Final

GROUP_SEPARATOR = "\x1d"
CURRENCY_SIGN = "\u00a4"
"""Stands for a semicolon inside a marking code."""

Codes = Mapping[int | str, str]

_MARK_ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789!\"%&'*+-./_,:=<>?"
_PIECES: Final = (
    "Хлеб «Бородинский»", "Молоко 3,2% 1 л", "Чай чёрный, 100 пак.", "Кофе в зёрнах 250 г", "Сахар-песок 1 кг",
    "Батарейка AA 'Энергия'", "Пакет-майка", "Шоколад горький 72%", "Вода \"Ключевая\" 0,5 л", "Сок яблочный 1 л",
    "Лампа LED 9 Вт E27", "Перчатки х/б", "Клей ПВА 500 г", "Краска белая ВД 3 кг", "Кисть флейц 50 мм",
    "Скотч 48 мм х 66 м", "Саморезы 3,5х35 (200 шт.)", "Розетка двойная", "Кабель ВВГ 3х1,5, м", "Смеситель кухонный",
    "Полка навесная «Ёлка»", "Стул складной", "Стол письменный", "Матрас 160х200", "Подушка 50х70",
)  # fmt: skip
_WEIGHED: Final = (
    "Яблоки «Гала», вес", "Сыр «Российский», вес", "Картофель мытый, вес", "Колбаса докторская, вес",
    "Горбуша х/к, вес", "Конфеты «Ёжик», вес", "Гвозди строительные, вес", "Орех грецкий, вес",
)  # fmt: skip
_MARKED: Final = (
    "Вода питьевая 1,5 л", "Молоко топлёное 0,9 л", "Футболка муж. (M)", "Ботинки жен. 38", "Духи 50 мл",
    "Шина 205/55 R16",
)  # fmt: skip
_MARKED_CLASSES: Final = (15, 13, 11, 5, 9, 10)

CASHIERS: Final = ("Иванова А. П.", "Петров Б. Ю.", "Сидорова Ё. В.", "Щукин Г. Г.", "Жукова Э. Д.")
PRINT_GROUPS: Final[Codes] = {1: "Касса «Зал»", 2: "ИП (услуги)"}
PAYMENTS: Final[Codes] = {1: "Наличные", 2: "Банковская карта", 3: "Карта / QR", 20: "Подарочная карта"}
DOCUMENT_KINDS: Final[Codes] = {
    1: "Продажа",
    2: "Возврат",
    5: "Внесение",
    6: "Выплата",
    8: "Операция в ККМ",
    9: "Закрытие смены",
}


@dataclass(frozen=True, slots=True)
class Good:
    """Something for sale. `price` is per piece or, when `weighed`, per kilogram (then in tens, so sums stay exact)."""

    code: str
    name: str
    article: str
    barcode: str
    price: Decimal
    weighed: bool = False
    item_class: int = 0

    def mark(self, dice: Random) -> str:
        """Return a marking code as a kassa exports it: quotes, separators and a replaced semicolon included."""
        serial = "".join(dice.choices(_MARK_ALPHABET, k=6))
        body = f"01{self.barcode:0>14}21{serial[:3]}{CURRENCY_SIGN if dice.random() < 0.3 else serial[3]}{serial[4:]}"
        if dice.random() < 0.5:
            return f"{body}{GROUP_SEPARATOR}93{''.join(dice.choices(_MARK_ALPHABET, k=4))}"
        return body


@cache
def goods() -> tuple[Good, ...]:
    """Return the goods, the same everywhere: pieces, weighed and marked ones."""
    dice = Random("goods")  # noqa: S311 - a game, no secret
    found: list[Good] = []
    for names, weighed, classes in ((_PIECES, False, None), (_WEIGHED, True, None), (_MARKED, False, _MARKED_CLASSES)):
        for index, name in enumerate(names):
            n = len(found) + 1
            price = Decimal(dice.randrange(20, 180) * 10) if weighed else Decimal(dice.randrange(900, 350_000)) / 100
            if not weighed and dice.random() < 0.8:
                price = Decimal(int(price))
            barcode = f"{dice.randrange(10**12, 10**13)}" if n % 9 else f"{n:08}"
            item_class = classes[index] if classes else 0
            found.append(Good(f"{10_000_000 + 37 * n}", name, f"{5000 + n}", barcode, price, weighed, item_class))
    return tuple(found)
