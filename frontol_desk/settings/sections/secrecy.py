"""Sections ``[secrets]`` and ``[privacy]``: where passwords are kept, and how personal data is treated."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from frontol_desk.settings.sections.kinds import Seconds, Section, Text


class SecretsSettings(Section):
    """Where passwords are kept, and how to reach Vault or AWS Secrets Manager; `timeout` in seconds.

    In Vault (key-value engine, version 2) they lie in ``MOUNT/PATH/PROFILE``, in AWS under ``PREFIX/PROFILE/NAME``.
    """

    backend: Annotated[
        Literal["keyring", "environment", "vault", "aws"],
        Field(
            title="Passwords are kept in",
            description="keyring: that of this account; environment: environment variables only; vault: HashiCorp "
            "Vault; aws: AWS Secrets Manager. Environment variables win over any of them.",
        ),
    ] = "keyring"
    timeout: Annotated[Seconds, Field(title="Time-out", description="So long the secret store may take to answer.")] = (
        10
    )
    vault_url: Annotated[
        Text | None, Field(title="Vault: address", description="For example https://vault.example.org:8200.")
    ] = None
    vault_mount: Annotated[
        Text, Field(title="Vault: engine", description="Where the key-value engine (version 2) is mounted.")
    ] = "secret"
    vault_path: Annotated[
        Text, Field(title="Vault: path", description="Secrets of a profile lie in ENGINE/PATH/PROFILE.")
    ] = "frontol-desk"
    vault_namespace: Annotated[
        Text | None, Field(title="Vault: namespace", description="Only where Vault has namespaces.")
    ] = None
    vault_ca: Annotated[
        Path | None,
        Field(title="Vault: certificates to trust", description="PEM file of authorities instead of the system's."),
    ] = None
    vault_role_id: Annotated[
        Text | None,
        Field(
            title="Vault: role",
            description="Role id of AppRole; the secret id is a secret. Unless it is set, Vault's token is used.",
        ),
    ] = None
    aws_region: Annotated[
        Text | None,
        Field(title="AWS: region", description="For example eu-central-1; unless it is set, AWS's own rules."),
    ] = None
    aws_prefix: Annotated[
        Text, Field(title="AWS: prefix", description="Secrets of a profile are named PREFIX/PROFILE/NAME.")
    ] = "frontol-desk"
    aws_endpoint: Annotated[
        Text | None, Field(title="AWS: address", description="Only for a service that stands in for AWS.")
    ] = None


class PrivacySettings(Section):
    """Whether personal data of customers are stored as keyed hashes only."""

    hash_personal: Annotated[
        bool,
        Field(
            title="Replace personal data by codes (hashes)",
            description="Customers' phone numbers, e-mails, card numbers, names and prescriptions are replaced by "
            "keyed hashes when a file is loaded. Originals are encrypted in the archive, and such days cannot be "
            "exported byte for byte. What is stored already stays as it is until its day is loaded again.",
        ),
    ] = False
