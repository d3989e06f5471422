"""The selection: which requirements a run looks at."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Mapping, Sequence

from conformance.catalogue import Level, Pack, Profile, Requirement
from conformance.errors import UsageError, choices
from conformance.target.settings import Settings


class Selection:
    """The requirements that the settings choose among those of the given packs.

    Raises:
        UsageError: when a profile or a glob chooses nothing.
    """

    def __init__(self, packs: Sequence[Pack], settings: Settings) -> None:
        profiles = frozenset(Profile(_profile(name)) for name in settings["profile"])
        globs: tuple[str, ...] = settings["requirement"]
        levels = list(Level)[: list(Level).index(Level(settings["level"])) + 1]
        everything = [one for pack in packs for one in pack.requirements.values()]
        for glob in globs:
            if not any(fnmatch.fnmatchcase(one.id, glob) for one in everything):
                if any(character in glob for character in "*?["):
                    raise UsageError(
                        f"No requirement of {', '.join(pack.name for pack in packs)} "
                        f"matches {glob!r}.",
                        "Ids look like dexatel/cancel.answers-204; quote a glob from the shell.",
                    )
                raise choices(glob, "requirement", [one.id for one in everything])
        self._chosen: Mapping[str, Requirement] = {
            one.id: one
            for one in everything
            if (not profiles or one.profile in profiles)
            and one.level in levels
            and (not globs or any(fnmatch.fnmatchcase(one.id, glob) for glob in globs))
        }

    def __contains__(self, requirement: Requirement) -> bool:
        return requirement.id in self._chosen

    def __iter__(self) -> Iterator[Requirement]:
        return iter(self._chosen.values())


def _profile(name: str) -> str:
    if name not in set(Profile):
        raise choices(name, "profile", [str(profile) for profile in Profile])
    return name
