"""Waiting for what may never answer: a keyring that asks a person who is not there, a server that is silent."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from threading import Thread
from typing import TypeVar

from frontol_desk.domain.errors import DeskError, ErrorCode

T = TypeVar("T")


def patiently(question: Callable[[], T], seconds: float, where: str) -> T:
    """Return or raise what the question does; SECRETS_CONNECTION when it takes longer than `seconds`.

    A question that is given up goes on in a thread that keeps no process from ending.
    """
    answer: Future[T] = Future()
    Thread(target=_settle, args=(answer, question), name="secrets", daemon=True).start()
    if not wait([answer], seconds).done:
        raise DeskError(ErrorCode.SECRETS_CONNECTION, reason="silent", where=where, seconds=f"{seconds:g}")
    return answer.result()


def _settle(answer: Future[T], question: Callable[[], T]) -> None:
    try:
        answer.set_result(question())
    except BaseException as error:  # noqa: BLE001 - carried over to whoever waits
        answer.set_exception(error)


def root_cause(error: BaseException) -> str:
    """Say what the system said, deep inside an HTTP library's error: never the request, which may hold a secret."""
    chain = list(_chain(error))
    told = [each.strerror for each in chain if isinstance(each, OSError) and each.strerror]
    checked = [each.verify_message for each in chain if isinstance(each, ssl.SSLCertVerificationError)]
    return (checked or told or [type(error).__name__])[-1]


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
