"""Secrets in AWS Secrets Manager, one entry each: ``PREFIX/PROFILE/NAME``. Who we are is boto3's own affair."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any
from urllib.parse import quote

from frontol_desk.domain.errors import DeskError, ErrorCode
from frontol_desk.settings.problems import setting_problem
from frontol_desk.settings.secrets.extras import guarded_address, needs_extra
from frontol_desk.settings.secrets.patience import root_cause
from frontol_desk.settings.secrets.store import STORED_SECRETS
from frontol_desk.settings.sections.secrecy import SecretsSettings

_DAYS_TO_REGRET = 7
"""For so long AWS can bring a deleted secret back, at least: without its key an archive is lost."""
_ABSENT = "ResourceNotFoundException"
_DELETED = "InvalidRequestException"
_THERE_ALREADY = "ResourceExistsException"
_BUSY = frozenset({"ThrottlingException", "InternalServiceError", "InternalFailure", "ServiceUnavailable"})


class _Answered(Exception):  # noqa: N818 - an answer like others
    """AWS has answered with an error code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class AwsStore:
    """The secrets of a profile in AWS Secrets Manager."""

    kind = "aws"
    writable = True

    def __init__(self, settings: SecretsSettings, profile: str) -> None:
        self._settings = settings
        # AWS takes ASCII letters, digits and /_+=.@- only
        self._folder = f"{settings.aws_prefix.strip('/')}/{quote(profile, safe='').replace('%', '=')}"

    @property
    def where(self) -> str:
        """Service, region and folder."""
        region = f" {self._settings.aws_region}" if self._settings.aws_region else ""
        return f"AWS Secrets Manager{region}, {self._folder}"

    def get(self, name: str) -> str | None:
        """Return a secret; one that waits for its deletion is gone."""
        found = self._ask("get_secret_value", name, but=(_ABSENT, _DELETED))
        return None if found is None else found.get("SecretString")

    def set(self, name: str, value: str) -> None:
        """Store a secret, also in place of one that waits for its deletion."""
        if self.get(name) is None:
            there = self._ask("restore_secret", name, but=(_ABSENT,)) is not None
            if not there and self._created(name, value):
                return
        self._ask("put_secret_value", name, SecretString=value)

    def delete(self, name: str) -> bool:
        """Remove a secret; for a week AWS can bring it back."""
        if self.get(name) is None:
            return False
        gone = (_ABSENT, _DELETED)
        return self._ask("delete_secret", name, RecoveryWindowInDays=_DAYS_TO_REGRET, but=gone) is not None

    def names(self) -> list[str]:
        """Return which secrets are there. Asked one by one: not everybody who may read may list."""
        return [name for name in STORED_SECRETS if self.get(name) is not None]

    def _created(self, name: str, value: str) -> bool:
        """Store a secret that was not there; False when somebody else has done so meanwhile."""
        try:
            with self._answering():
                self._client.create_secret(Name=self._id(name), SecretString=value)
        except _Answered as answer:
            if answer.code != _THERE_ALREADY:
                raise self._refusal(answer.code) from None
            return False
        return True

    def _ask(self, operation: str, name: str, *, but: Collection[str] = (), **more: object) -> dict[str, Any] | None:
        """Return AWS's answer; None when it is an error named in `but`."""
        try:
            with self._answering():
                answer: dict[str, Any] = getattr(self._client, operation)(SecretId=self._id(name), **more)
                return answer
        except _Answered as answered:
            if answered.code not in but:
                raise self._refusal(answered.code) from None
            return None

    def _id(self, name: str) -> str:
        return f"{self._folder}/{name}"

    @cached_property
    def _client(self) -> Any:
        with needs_extra("aws"):
            import boto3
            from botocore.config import Config
        # at debug level these log whole requests and answers, with the secrets in them
        for library in ("boto3", "botocore"):
            logging.getLogger(library).setLevel(logging.WARNING)
        settings = self._settings
        seconds = settings.timeout
        return boto3.session.Session().client(
            "secretsmanager",
            region_name=settings.aws_region,
            endpoint_url=settings.aws_endpoint and guarded_address("secrets.aws_endpoint", settings.aws_endpoint),
            config=Config(connect_timeout=seconds, read_timeout=seconds, retries={"total_max_attempts": 2}),
        )

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Say in our own words what is wrong with the way to AWS; its refusals become `_Answered`."""
        with needs_extra("aws"):
            from botocore import exceptions as aws
        try:
            yield
        except aws.ClientError as error:
            raise _Answered(str(error.response.get("Error", {}).get("Code", ""))) from None
        except (aws.NoRegionError, aws.InvalidRegionError):
            raise setting_problem("secrets.aws_region", "missing").error from None
        except (aws.NoCredentialsError, aws.PartialCredentialsError, aws.CredentialRetrievalError):
            raise self._error(ErrorCode.SECRETS_UNAVAILABLE, "aws_credentials") from None
        except aws.SSLError as error:
            raise self._error(ErrorCode.SECRETS_UNAVAILABLE, "tls", cause=root_cause(error)) from None
        except (aws.BotoCoreError, OSError) as error:
            raise self._error(ErrorCode.SECRETS_CONNECTION, "unreached", cause=root_cause(error)) from None

    def _refusal(self, code: str) -> DeskError:
        if code in _BUSY:
            return self._error(ErrorCode.SECRETS_CONNECTION, "unreached", cause=code)
        return self._error(ErrorCode.SECRETS_DENIED, "aws", cause=code)

    def _error(self, code: ErrorCode, reason: str, **context: str) -> DeskError:
        return DeskError(code, reason=reason, where=self.where, **context)
