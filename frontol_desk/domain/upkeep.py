"""What looking after the archive of originals finds and does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveCheck:
    """What hashing every copy again found; texts are paths, `bytes` those of the compressed copies.

    `damaged` are not what came, `missing` were kept and are gone, `foreign` are no copies; `unlisted` copies are of
    loads that were broken off before they counted: kept all the same. `locked` are encrypted with a key that is not
    here.
    """

    copies: int = 0
    bytes: int = 0
    damaged: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    unlisted: int = 0
    locked: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether everything is there as it came, and nothing else."""
        return not (self.damaged or self.missing or self.foreign or self.locked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What was removed from the archive (or would be, when only tried), and what stayed; bytes are on the disk.

    `needed` originals are old enough but stay, because not everything in them is loaded for good.
    """

    removed: int = 0
    removed_bytes: int = 0
    needed: int = 0
    kept: int = 0
    kept_bytes: int = 0
