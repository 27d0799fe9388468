"""Every text of the window is translated: completely, with its placeholders, in every plural form."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import PySide6
import pytest
from PySide6.QtCore import QTranslator

import frontol_desk.ui
from frontol_desk.domain.resources import resource

WINDOW = Path(frontol_desk.ui.__file__).parent
FORMS = {"en": 2, "ru": 3}
COUNT = 3
PLACEHOLDER = re.compile(r"\{[a-z_]*\}|%Ln?|%n|%\d")
EXAMPLES = ("postgresql://user:password@server:5432/name", "Europe/Moscow", "Asia/Yekaterinburg")
LATIN = {
    *(
        "Frontol",
        "Desk",
        "PostgreSQL",
        "FTP",
        "FTPS",
        "FTPES",
        "TLS",
        "PEM",
        "API",
        "Windows",
        "Enter",
        "Esc",
        "Ctrl",
        "F1",
        "F5",
    ),
    *("Vault", "AWS", "Linux", "GNOME", "Keyring", "KWallet", "secret", "id", "env", "pem", "crt", "cer"),
    *("csv", "json", "toml", "processed", "utf", "cp1251", "pg_", "dd", "mm", "yyyy", "S6", "O49"),
}


@dataclass(frozen=True)
class Source:
    """A text in the code."""

    context: str
    text: str
    comment: str
    plural: bool


@dataclass(frozen=True)
class Entry:
    """A text in a .ts file: its translations, several for the forms of a plural."""

    source: Source
    kind: str
    forms: tuple[str, ...]


def translate_calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(WINDOW.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "translate":
                yield f"{path.relative_to(WINDOW)}:{node.lineno}", node


def is_literal(node: ast.expr, *, optional: bool) -> bool:
    return isinstance(node, ast.Constant) and (isinstance(node.value, str) or (optional and node.value is None))


def faults(call: ast.Call) -> Iterator[str]:
    if call.keywords or any(isinstance(argument, ast.Starred) for argument in call.args):
        yield "arguments are not positional"
    if not 2 <= len(call.args) <= COUNT + 1:
        yield "too few or too many arguments"
    if not all(is_literal(argument, optional=place == 2) for place, argument in enumerate(call.args[:COUNT])):
        yield "a text is not a literal"


def source_of(call: ast.Call) -> Source:
    texts = [ast.literal_eval(argument) for argument in call.args[:COUNT]]
    comment = texts[2] if len(texts) > 2 else None
    return Source(texts[0], texts[1], comment or "", plural=len(call.args) > COUNT)


@cache
def sources() -> frozenset[Source]:
    return frozenset(source_of(call) for _, call in translate_calls() if not list(faults(call)))


def entry_of(context: str, message: ElementTree.Element) -> Entry:
    translation = message.find("translation")
    assert translation is not None
    plural = message.get("numerus") == "yes"
    forms = [form.text or "" for form in translation.findall("numerusform")] if plural else [translation.text or ""]
    source = Source(context, message.findtext("source") or "", message.findtext("comment") or "", plural)
    return Entry(source, translation.get("type") or "finished", tuple(forms))


@cache
def entries(language: str) -> tuple[Entry, ...]:
    tree = ElementTree.parse(str(resource(f"translations/frontol_desk_{language}.ts")))
    return tuple(
        entry_of(context.findtext("name") or "", message)
        for context in tree.getroot().iter("context")
        for message in context.iter("message")
    )


def test_every_text_in_the_code_can_be_collected() -> None:
    assert [f"{place}: {fault}" for place, call in translate_calls() for fault in faults(call)] == []


def test_there_is_no_other_way_to_translate() -> None:
    elsewhere = re.compile(r"QCoreApplication\.translate\(|\.tr\(|QT_TRANSLATE_NOOP")
    users = [path.name for path in WINDOW.rglob("*.py") if elsewhere.search(path.read_text("utf-8"))]
    assert users == ["translation.py"]


def test_a_text_with_a_number_is_plural_and_no_other() -> None:
    assert [source for source in sources() if source.plural is not ("%Ln" in source.text or "%n" in source.text)] == []


def test_every_text_is_in_the_russian_file_and_no_other() -> None:
    have = {entry.source for entry in entries("ru")}
    assert have ^ sources() == set(), "run resources/translations/collect.py"


def test_every_plural_is_in_the_english_file_and_no_other() -> None:
    assert {entry.source for entry in entries("en")} == {source for source in sources() if source.plural}


@pytest.mark.parametrize("language", FORMS)
def test_every_translation_is_finished(language: str) -> None:
    unfinished = [entry for entry in entries(language) if entry.kind != "finished" or not all(entry.forms)]
    assert unfinished == []


@pytest.mark.parametrize("language", FORMS)
def test_no_text_is_there_twice(language: str) -> None:
    assert [source for source, times in Counter(entry.source for entry in entries(language)).items() if times > 1] == []


@pytest.mark.parametrize(("language", "forms"), FORMS.items())
def test_every_plural_has_all_forms(language: str, forms: int) -> None:
    wanted = {True: forms, False: 1}
    assert [entry for entry in entries(language) if len(entry.forms) != wanted[entry.source.plural]] == []


@pytest.mark.parametrize("language", FORMS)
def test_placeholders_stay(language: str) -> None:
    wrong = [
        (form, entry.source.text)
        for entry in entries(language)
        for form in entry.forms
        if Counter(PLACEHOLDER.findall(form)) != Counter(PLACEHOLDER.findall(entry.source.text))
    ]
    assert wrong == []


def test_ellipses_stay() -> None:
    assert [e for e in entries("ru") if not e.source.plural and ("…" in e.source.text) is not ("…" in e.forms[0])] == []


@pytest.mark.parametrize("sign", ["!", '"', "...", "  "])
def test_russian_is_typeset(sign: str) -> None:
    assert [form for entry in entries("ru") for form in entry.forms if sign in form or form != form.strip()] == []


def foreign(text: str) -> set[str]:
    for example in EXAMPLES:
        text = text.replace(example, "")
    return set(re.findall(r"[A-Za-z][A-Za-z0-9_]+", PLACEHOLDER.sub(" ", text))) - LATIN


def test_nothing_is_left_in_english() -> None:
    left = {form: words for entry in entries("ru") for form in entry.forms if (words := foreign(form))}
    assert left == {}


@pytest.mark.parametrize(
    ("language", "number", "text"),
    [
        *(("en", 0, "%Ln rows"), ("en", 1, "%Ln row"), ("en", 2, "%Ln rows")),
        *(("ru", 1, "%Ln строка"), ("ru", 2, "%Ln строки"), ("ru", 5, "%Ln строк"), ("ru", 11, "%Ln строк")),
        *(("ru", 21, "%Ln строка"), ("ru", 112, "%Ln строк"), ("ru", 1004, "%Ln строки")),
    ],
)
def test_qt_chooses_the_form(language: str, number: int, text: str, tmp_path: Path) -> None:
    compiler = Path(PySide6.__file__).parent / ("lrelease.exe" if sys.platform == "win32" else "lrelease")
    compiled = tmp_path / "window.qm"
    written = str(resource(f"translations/frontol_desk_{language}.ts"))
    subprocess.run([str(compiler), "-silent", written, "-qm", str(compiled)], check=True, timeout=60)
    translator = QTranslator()
    assert translator.load(str(compiled))
    assert translator.translate("Status", "%Ln row(s)", None, number) == text
