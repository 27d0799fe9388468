"""Every page and dialog of a window full of planted secrets and people, each brought to where it fails and tells."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTreeView, QWidget

from frontol_desk.domain.errors import ErrorCode
from frontol_desk.domain.values import DateRange, SourceFolder
from frontol_desk.ui.dialogs.check_line import CheckLine
from frontol_desk.ui.dialogs.first_start import FirstStart
from frontol_desk.ui.dialogs.help_topics import TOPICS
from frontol_desk.ui.dialogs.import_summary import ImportSummary
from frontol_desk.ui.dialogs.kassas_form import KassasForm
from frontol_desk.ui.dialogs.search_line import SearchLine
from frontol_desk.ui.dialogs.settings import SettingsDialog
from frontol_desk.ui.models.failures import key_of
from frontol_desk.ui.presenters.connection import AttemptState
from frontol_desk.ui.shell import Shell
from frontol_desk.ui.views.audit_page import AuditPage
from frontol_desk.ui.views.offending_line import OffendingLine
from frontol_desk.ui.views.pages import Page
from tests.integration.certificates import certificate, foreign_authority
from tests.integration.ftp_servers import FtpServer, free_port
from tests.integration.pipeline.shop import DAY, Shop
from tests.integration.secrets.planting import sales_with_people
from tests.integration.ui.desk_window import loaded, until
from tests.integration.ui.filling import enter, page_of
from tests.integration.ui.gathering import Gathering
from tests.planted import PERSONAL, SECRETS

PEOPLE = "N22/N22_FURN"
LOOKER = "planted_looker"
FAILURES = {
    *(ErrorCode.DB_LOGIN, ErrorCode.DB_CONNECTION, ErrorCode.DB_TLS, ErrorCode.DB_RIGHTS),
    *(ErrorCode.FTP_LOGIN, ErrorCode.FTP_CONNECTION, ErrorCode.FTP_TLS),
}
"""What is met on the way: wrong passwords, dead hosts, wrong certificates, missing rights."""
_SETTLE = 0.01


@dataclass
class Visit:
    """A walk through one window; `files` is where is written what is saved and exported.

    `most` is how many rows of a table are chosen one after the other, and twice as many as runs are opened; the
    certificate of `expired` is. The database knows an account without rights, `LOOKER`, by the typed password.
    """

    shell: Shell
    place: Shop
    gathering: Gathering
    files: Path
    most: int
    expired: FtpServer
    met: set[ErrorCode] = field(default_factory=set)

    async def look(self, view: str, root: QWidget | None = None) -> None:
        """Let the event loop have its turn, then gather."""
        await asyncio.sleep(_SETTLE)
        self.gathering.look(view, root)

    async def everywhere(self) -> None:
        """Show every page and dialog, one after the other."""
        for step in (self.pages, self.surroundings, self.run, self.tools, self.settings, self.wizard, self.guide):
            await step()

    async def load(self) -> None:
        """Load what succeeds, what is silent, what is broken and what the database refuses."""
        shell, gathering = self.shell, self.gathering
        desk = shell.session.desk
        assert desk is not None
        desk.events.subscribe(lambda event: gathering.note("event", repr(event)))
        shell.tray.status.noticed.connect(lambda notice: gathering.note("notification", repr(notice)))
        shell.loads.load(DateRange.day(DAY), desk.folders())
        await until(lambda: shell.loads.running)
        await self.look("loading")
        question = shell.dialogs.ask_about_load(tray=True)
        await self.look("close during load", question)
        question.close()
        await loaded(shell)
        sales_with_people(self.place.responses(PEOPLE) / "response.txt", document="2")
        async with refusing_table(self.place):
            shell.loads.load(DateRange.day(DAY), [SourceFolder.parse(PEOPLE)])
            await until(lambda: shell.loads.running)
            await loaded(shell)
        await until(lambda: any(_names(one.raw) for one in shell.failures.shown))

    async def pages(self) -> None:
        """Choose one row after the other on every page."""
        for page in Page:
            self.shell.window.show_page(page)
            shown = self.shell.window.page_widget(page)
            assert shown is not None
            await asyncio.sleep(0.15)
            await self.look(page.name)
            await self._rows(page.name, shown)
            if page is Page.ERRORS:
                await self._line_at_fault(page.name, shown)
        folder = self.files
        page_of_deeds = self.shell.window.page_widget(Page.AUDIT)
        assert isinstance(page_of_deeds, AuditPage)
        for name, export in (
            ("errors", self.shell.failures.export),
            ("history", self.shell.history.export),
            ("audit", page_of_deeds._presenter.export),
        ):
            export(folder / f"{name}.csv")
            await until((folder / f"{name}.csv").is_file)

    async def _rows(self, name: str, shown: QWidget) -> None:
        for view in [view for view in shown.findChildren(QAbstractItemView) if view.isVisible()]:
            for index in _rows_of(view, self.most):
                view.setCurrentIndex(index)
                await asyncio.sleep(_SETTLE)
                self.gathering.look(name, shown)
                self.gathering.copy_everything(name, shown)
            self.gathering.open_menus(name, shown)

    async def _line_at_fault(self, name: str, shown: QWidget) -> None:
        """Choose a line that names people: the operator has to see it."""
        failures = self.shell.failures
        (view,) = [view for view in shown.findChildren(QTreeView) if view.model() is failures.model]
        view.setCurrentIndex(failures.model.index_of(key_of(next(one for one in failures.shown if _names(one.raw)))))
        lines = shown.findChildren(OffendingLine)
        await until(lambda: any(line.isVisible() and _names(line.toPlainText()) for line in lines))
        await self.look(name, shown)

    async def surroundings(self) -> None:
        """Look at what stands around the pages: log, kassas, menus, banners, icon beside the clock."""
        shell = self.shell
        dock = shell.window.log_dock
        assert dock is not None
        dock.show()
        await asyncio.sleep(0.3)
        await self.look("log", dock)
        dock.table.selectAll()
        await asyncio.sleep(_SETTLE)
        self.gathering.copy_everything("log", dock)
        dock.hide()
        await self._rows("kassas", shell.panel)
        popup = shell.toolbar.dates.open_popup()
        await self.look("date picker", popup)
        popup.close()
        for menu in shell.window.findChildren(QMenu):
            menu.aboutToShow.emit()
        await self.look("menus and banners", shell.window)
        self.gathering.note("tool tip of the icon", shell.tray.icon.toolTip())
        await self.look("icon's menu", shell.tray.menu)
        drop = shell.dialogs.ask_to_drop(shell.failures.shown[:1], shell.failures)
        await self.look("drop", drop)
        drop.close()

    async def run(self) -> None:
        """Open every run of the history, with all its problems and its report."""
        model = self.shell.history.model
        for row in range(min(self.most // 2, model.rowCount())):
            entry = model.entry(model.index(row, 0))
            assert entry is not None
            dialog = self.shell.dialogs.open_run(entry.report.run_id)
            await until(lambda dialog=dialog: dialog.copy.isEnabled())  # type: ignore[misc]
            for tab in range(dialog.tabs.count()):
                dialog.tabs.setCurrentIndex(tab)
                await self.look(f"run, tab {tab}", dialog)
                await self._rows(f"run, tab {tab}", dialog)
            file = self.files / f"run-{row}.json"
            dialog._presenter.save(file)
            await until(file.is_file)
            dialog.close()

    async def tools(self) -> None:
        """Use the small tools, and check everything at once."""
        shell, desk = self.shell, self.shell.session.desk
        assert desk is not None
        question = shell.dialogs.ask_to_send(DateRange.day(DAY), desk.folders())
        await self.look("send requests", question)
        question.close()
        for dialog in (shell.dialogs.open_lying_requests(), shell.dialogs.open_missing_days(desk.today())):
            await until(lambda dialog=dialog: not dialog.is_busy)  # type: ignore[misc]
            await self.look(type(dialog).__name__, dialog)
            dialog.close()
        check = shell.dialogs.open_health_check()
        await until(lambda: check.examination.state is AttemptState.DONE)
        await until(check.again.isVisible)
        await self.look("health check", check)
        self.gathering.copy_everything("health check", check)
        check.close()

    async def settings(self) -> None:
        """Turn every page, try wrong passwords, dead hosts and wrong certificates, take in and give out profiles."""
        dialog = self.shell.dialogs.open_settings()
        await until(dialog.stack.isEnabled)
        for row in range(dialog.list.count()):
            dialog.list.setCurrentRow(row)
            page = dialog.stack.currentWidget()
            assert page is not None
            await self.look(f"settings {row}", page)
            self.gathering.copy_everything(f"settings {row}", page)
        await self._try_servers(dialog)
        dialog.show_page("secrets")
        await self.look("passwords", dialog)
        for file in importable(self.files):
            dialog.files.import_from(str(file))
            await until(lambda: dialog.findChildren(ImportSummary) or not dialog.trouble.isHidden())
            await self.look(f"import of {file.name}", dialog)
            for summary in dialog.findChildren(ImportSummary):
                self.gathering.note("import", summary.text)
                summary.reject()
            dialog.trouble.hide()
            await asyncio.sleep(_SETTLE)
        exported = self.files / f"exported-{len(list(self.files.iterdir()))}.toml"
        dialog.files.export_to(exported)
        await until(dialog.done_note.isVisible)
        await self.look("export", dialog)
        assert exported.is_file()
        dialog.reject()
        dialog.close()

    async def _try_servers(self, dialog: SettingsDialog | FirstStart) -> None:
        assert isinstance(dialog, SettingsDialog)
        port = str(urlsplit(self.place.dsn).port)
        turns = {
            "database": (
                {"database.password": SECRETS["typed"]},
                {"database.port": str(free_port())},
                {"database.port": port, "database.sslmode": "require"},
                {"database.user": LOOKER, "database.password": SECRETS["typed"], "database.sslmode": ""},
            ),
            "ftp": (
                {"ftp.password": SECRETS["typed"]},
                {"ftp.port": str(free_port())},
                {"ftp.tls": "explicit", "ftp.tls_ca": str(foreign_authority())},
                {"ftp.port": str(self.expired.port), "ftp.tls_ca": str(certificate("expired").authority)},
            ),
        }
        for page, entered in turns.items():
            form = page_of(dialog, page)
            for entries in entered:
                enter(form, entries)
                check = form.check  # type: ignore[attr-defined]
                self.met.add(await failure_of(check))
                await self.look(f"settings {page} {', '.join(entries)}", dialog)
        assert self.met == FAILURES
        kassas = page_of(dialog, "kassas")
        assert isinstance(kassas, KassasForm)
        await failure_of(kassas.search)
        await self.look("settings, search for kassas", dialog)

    async def wizard(self) -> None:
        """Walk through the wizard with wrong passwords, and let it take in a file."""
        wizard = self.shell.dialogs.open_first_start()
        await until(wizard.stack.isEnabled)
        wizard.import_from(str(next(importable(self.files))))
        (summary,) = await until(lambda: wizard.findChildren(ImportSummary))
        await self.look("wizard, import", summary)
        summary.accept()
        for step in range(wizard.stack.count()):
            wizard.show_step(step)
            form, check = wizard.step.form, wizard.step.check
            password = next((name for name in form.fields if name.endswith("password")), "") if form else ""
            if form is not None and password:
                enter(form, {password: SECRETS["typed"], password.replace("password", "port"): str(free_port())})
            if check is not None and password:
                check.button.click()
                await until(check.stop.isHidden)
            await self.look(f"wizard {step}", wizard)
        wizard.reject()
        wizard.close()

    async def guide(self) -> None:
        """Read the whole guide, and let the program crash in several ways."""
        guide = self.shell.dialogs.open_help()
        for topic in TOPICS:
            guide.show_topic(topic)
            await self.look(f"help {topic}", guide)
        guide.close()
        for number, error in enumerate(crashes()):
            self.shell.session.crashes.report(error)
            await asyncio.sleep(_SETTLE)
            dialog = self.shell.dialogs.show_crash(self.shell.session.crashes.text_of(error))
            await self.look(f"crash {number}", dialog)
            self.gathering.copy_everything(f"crash {number}", dialog)
            dialog.close()
            await asyncio.sleep(_SETTLE)


async def failure_of(check: CheckLine | SearchLine) -> ErrorCode:
    """Press the button of a check that fails; return why it did."""
    check.button.click()
    await until(check.stop.isHidden)
    assert check.attempt.error is not None
    return check.attempt.error.code


def crashes() -> Iterator[BaseException]:
    """Die in several ways with people and all secrets the program knows on the lips, and all there are in the hands."""
    held = {**SECRETS, **PERSONAL}
    known = ("database", "ftp", "vault token")
    texts = " ".join([*(SECRETS[name] for name in known), *PERSONAL.values()])
    long = f"{'x' * 478} {SECRETS['ftp']}"
    for kind, words in (
        (ValueError, texts),
        (TypeError, texts),
        (TypeError, long),
        (AttributeError, quote(SECRETS["database"], safe="")),
        (KeyError, held["phone"]),
        (OSError, texts),
    ):
        try:
            raise kind(words)  # noqa: TRY301 - with `held` in the hands of its frame
        except kind as error:
            yield error


def importable(files: Path) -> Iterator[Path]:
    """Write files to take in: of an old loader, with a password where none may be, and broken where it stands."""
    secret = SECRETS["imported"]
    for name, text in (
        ("old.env", f"DB_HOST=db.example\nDB_NAME=sales\nDB_PASSWORD={secret}\nDB_PORT={secret}\nSECRET={secret}\n"),
        ("careless.toml", f'[ftp]\nhost = "ftp.example"\npassword = "{secret}"\nport = "{secret}"\n'),
        ("dsn.toml", f'[database]\ndsn = "postgresql://u:{secret}@db.example/sales"\npasword = "{secret}"\n'),
        ("broken.toml", f'[ftp]\npassword = "{secret}\n'),
    ):
        file = files / name
        file.write_text(text, "utf-8")
        yield file


@contextmanager
def changed(file: Path, text: str) -> Iterator[None]:
    """Let a file say something else meanwhile."""
    before = file.read_text("utf-8")
    file.write_text(text, "utf-8")
    try:
        yield
    finally:
        file.write_text(before, "utf-8")


@asynccontextmanager
async def refusing_table(place: Shop) -> AsyncIterator[None]:
    """Let the database refuse every row that names a card, quoting the row in its answer, meanwhile."""
    table = f'"{place.schema}".tx_document_close_55'
    await place.fetch(f"ALTER TABLE {table} ADD CONSTRAINT planted CHECK (false) NOT VALID")
    try:
        yield
    finally:
        await place.fetch(f"ALTER TABLE {table} DROP CONSTRAINT planted")


def _names(text: str | None) -> bool:
    """Tell whether a text names people."""
    return any(one in (text or "") for one in PERSONAL.values())


def _rows_of(view: QAbstractItemView, most: int) -> list[QModelIndex]:
    model = view.model()
    rows = [model.index(row, 0) for row in range(min(most, model.rowCount()))]
    below = [model.index(child, 0, row) for row in rows for child in range(min(most, model.rowCount(row)))]
    return [*rows, *below]
