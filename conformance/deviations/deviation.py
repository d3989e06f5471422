"""A deviation: one named fault of the reference, and the themes that it must violate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Request, Response

from conformance.reference.service import HEADER_NAMES, Service

Install = Callable[[Any], None]


@dataclass(frozen=True)
class Deviation:
    """One named way to change the reference.

    Attributes:
        name: `<provider>/<what-it-does>`.
        sentence: what an implementer got wrong, or chose.
        breaks: the themes whose requirements a run must find violated; none for a variant, which
            does what the documents leave free and must not be blamed.
        collateral: further themes that may be found violated as a consequence.
        install: makes one instance of the provider's service behave so.
        decides: what a variant decides; two that decide the same contradict each other.
    """

    name: str
    sentence: str
    breaks: tuple[str, ...]
    collateral: tuple[str, ...]
    install: Install
    decides: tuple[str, ...] = ()

    @property
    def provider(self) -> str:
        """The provider whose service it changes."""
        return self.name.partition("/")[0]

    @property
    def conforming(self) -> bool:
        """Whether this is a variant: a choice that the documents allow."""
        return not self.breaks


class Catalogue(dict[str, Deviation]):
    """The deviations of one provider, by name."""

    def __init__(self, provider: str) -> None:
        super().__init__()
        self.provider = provider

    def deviation(
        self, *, breaks: Sequence[str], collateral: Sequence[str] = ()
    ) -> Callable[[Install], Install]:
        """Register a function as a deviation: its name names it, its docstring tells it."""
        if not breaks:
            raise ValueError("a deviation breaks at least one theme; use variant() otherwise")
        return self._register(tuple(breaks), tuple(collateral))

    def variant(self, *decides: str) -> Callable[[Install], Install]:
        """Register a function as a variant: different, and conforming.

        Variants compose, but for those that decide the same thing: say which, where there is a
        second one.
        """
        return self._register((), (), decides)

    def _register(
        self,
        breaks: tuple[str, ...],
        collateral: tuple[str, ...],
        decides: tuple[str, ...] = (),
    ) -> Callable[[Install], Install]:
        def register(install: Install) -> Install:
            name = f"{self.provider}/{install.__name__.replace('_', '-')}"
            if name in self:
                raise ValueError(f"two deviations are called {name}")
            sentence = (install.__doc__ or "").strip()
            if not sentence:
                raise ValueError(f"{name} has no docstring to tell what it does")
            self[name] = Deviation(name, sentence, breaks, collateral, install, decides)
            return install

        return register


def wrap(service: Service, method: str, around: Callable[..., Any]) -> None:
    """Replace a method of one service instance.

    The replacement is called with the original (bound) method first, then with the arguments.
    Wrapping twice nests, so deviations compose.
    """
    original = getattr(service, method)

    def replaced(*args: Any, **kwargs: Any) -> Any:
        return around(original, *args, **kwargs)

    setattr(service, method, replaced)


def spelt_only(service: Service, *names: str) -> None:
    """Make a service overlook headers whose names are spelt in another letter case than these."""

    def handle(original: Callable[[Request], Response], request: Request) -> Response:
        written = request.environ.get(HEADER_NAMES, names)
        for name in set(names).difference(written):
            key = name.upper().replace("-", "_")
            for place in (key, f"HTTP_{key}"):
                request.environ.pop(place, None)
        return original(request)

    wrap(service, "handle", handle)
