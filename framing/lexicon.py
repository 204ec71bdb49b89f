"""Closed lists of words that cues and notes hang on: classes of grammar, or newsroom idiom.

They are no topics, and name no outlet, person or country. A word stands in the lists that its
bits say.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["BITS", "LISTS", "lists_of", "members"]

LISTS: Mapping[str, str] = MappingProxyType(
    {
        "exclamation": "!",
        "question": "?",
        "ellipsis": "...",
        "colon": ":",
        "second": "you your yours yourself you're you'll you've you'd ya",
        "first": "i me my mine myself i'm i've i'd i'll we our ours we're we've we'll",
        "pointing": "this these here that's",
        "withheld": (
            "reason reasons thing things secret secrets trick tricks moment next guess happened"
        ),
        "opener": (
            "how why what when who where which is are can could should will would do does did"
        ),
        "before_number": "the these top here my our",
        "counted": (
            "dead killed injured hurt wounded arrested charged missing people year years percent % "
            "million billion trillion men women children police soldiers officers teens students"
        ),
        "saying": (
            "say says said saying according report reports reported announces announced told tells "
            "confirms confirmed officials spokesman spokeswoman spokesperson"
        ),
        "extreme": (
            "most best worst ever never every all only always nothing everything everyone "
            "completely absolutely totally literally utterly biggest greatest largest ultimate"
        ),
        "foreign": (
            "aan alla ao att au auch auf aus avec bei bij bir bu ce cette che como da dans das "
            "dat de dei del della delle dem der des det di dit dla dos du een efter ein eine "
            "einen el em en es est et ett för für gli het il ile ini inte ist için jak jest la "
            "las le les lo los mais med mit más na naar nach nel nicht nie niet ny nya não och od "
            "om op os pas pela più po por pour på que qui se ses sich się som sono su till três "
            "um uma un una und une ve von voor w wie wird y yang z zijn zo zu zum zur è że"
        ),
    }
)
"""The lists by name. “Foreign” are words of grammar of languages in Latin letters; some stand in
English names (El Paso), which is why one of them alone makes no text foreign."""

BITS: Mapping[str, int] = MappingProxyType({name: 1 << at for at, name in enumerate(LISTS)})
"""The bit of each list."""


def _members() -> dict[str, int]:
    members: dict[str, int] = {}
    for name, words in LISTS.items():
        for word in words.split():
            members[word] = members.get(word, 0) | BITS[name]
    return members


_MEMBERS = _members()


def lists_of(word: str) -> int:
    """Return the bits of the lists in which a folded word stands.

    >>> lists_of("never") == BITS["extreme"]
    True
    """
    return _MEMBERS.get(word, 0)


def members() -> Mapping[str, int]:
    """Return every word that stands in a list, with its bits."""
    return MappingProxyType(_MEMBERS)
