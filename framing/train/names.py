"""Names of people, parties and places by kind, and the swap of one for another.

A name by itself should move no score: training swaps names (``framing.train.augment``), and
``framing.train.evaluate`` measures what a swap still moves.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

__all__ = ["SWAPS", "UNSEEN_NAMES", "Kinds", "swapped"]

Kinds = tuple[tuple[str, ...], ...]
"""Names by kind; those of one kind may stand for one another."""


def _names(written: str) -> tuple[str, ...]:
    return tuple(written.split(", "))


SWAPS: Kinds = (
    _names(
        "Trump, Biden, Obama, Clinton, Harris, Bush, Sanders, DeSantis, Pence, Romney, McConnell, "
        "Pelosi, Schumer, Cruz, Rubio, Warren, Johnson, Starmer, Sunak, Corbyn, Cameron, Blair, "
        "Macron, Merkel, Scholz, Putin, Zelensky, Netanyahu, Modi, Trudeau, Erdogan, Bolsonaro, "
        "Lula, Orban, Meloni, Le Pen, Abbott, Morrison, Ardern, Xi, McCarthy, Jeffries, Vance, "
        "Walz, Pompeo, Kerry, McCain, Palin, Gingrich, Buttigieg, Klobuchar, Gillibrand, Newsom, "
        "Cuomo, Kasich, Huckabee, Santorum, Boehner, Kushner, Bannon, Manafort, Comey, Mueller, "
        "Kavanaugh, Gorsuch, Miliband, Farage, Truss, Gove, Sturgeon, Salmond, Clegg, Hollande, "
        "Sarkozy, Schröder, Berlusconi, Renzi, Rajoy, Tsipras, Yeltsin, Medvedev, Lavrov, "
        "Poroshenko, Lukashenko, Gandhi, Sharif, Duterte, Maduro, Chavez, Castro, Rouhani, "
        "Khamenei, Assad, Abbas, Mugabe, Zuma, Ramaphosa, Kenyatta, Buhari, Gillard, Turnbull"
    ),
    _names("Republican, Democratic, Conservative, Labour, Liberal, Tory, Communist, Libertarian"),
    _names(
        "Republicans, Democrats, Conservatives, Liberals, Tories, Greens, Communists, Libertarians"
    ),
    _names(
        "America, Britain, France, Germany, Russia, China, India, Japan, Brazil, Mexico, Canada, "
        "Australia, Italy, Spain, Poland, Ukraine, Israel, Iran, Iraq, Turkey, Egypt, Nigeria, "
        "Kenya, Pakistan, Greece, Sweden, Norway, Cuba, Venezuela, Syria, Argentina, Colombia, "
        "Bolivia, Ecuador, Netherlands, Denmark, Austria, Switzerland, Hungary, Romania, Bulgaria, "
        "Serbia, Croatia, Algeria, Morocco, Tunisia, Libya, Sudan, Ethiopia, Somalia, Uganda, "
        "Zimbabwe, Afghanistan, Yemen, Lebanon, Qatar, Kuwait, Indonesia, Malaysia, Thailand, "
        "Philippines, Myanmar, Bangladesh, Nepal, Taiwan"
    ),
    _names(
        "American, British, French, German, Russian, Chinese, Indian, Japanese, Brazilian, "
        "Mexican, Canadian, Australian, Italian, Spanish, Polish, Ukrainian, Israeli, Iranian, "
        "Turkish, Egyptian, Nigerian, Pakistani, Greek, Swedish, Argentine, Colombian, Cuban, "
        "Venezuelan, Dutch, Danish, Norwegian, Austrian, Swiss, Hungarian, Romanian, Serbian, "
        "Syrian, Iraqi, Saudi, Lebanese, Afghan, Algerian, Moroccan, Libyan, Sudanese, Ethiopian, "
        "Somali, Kenyan, Indonesian, Malaysian, Thai, Korean"
    ),
    _names(
        "Washington, London, Paris, Berlin, Moscow, Beijing, Delhi, Tokyo, Ottawa, Canberra, Rome, "
        "Madrid, Warsaw, Kyiv, Kiev, Ankara, Tehran, Baghdad, Damascus, Cairo, Nairobi, Islamabad, "
        "Athens, Stockholm, Oslo, Havana, Caracas, Brasilia, Jerusalem, Seoul, Manila, Jakarta, "
        "Vienna, Budapest, Prague, Copenhagen"
    ),
    _names(
        "Donald, Joe, Barack, Hillary, Kamala, George, Bernie, Boris, Emmanuel, Angela, Vladimir, "
        "Benjamin, Justin, Narendra, Nancy, Mitch, Mitt, Ted, Marco, Elizabeth, Theresa, Tony, "
        "Gordon, Nigel, Jeremy, Keir, Nicola, Nicolas, Silvio, Recep, Bashar, Hassan, Imran, "
        "Sonia, Julia, Kevin, Malcolm, Jacinda, Robert, Nelson"
    ),
)
"""Names by kind: people, parties, their followers, countries, peoples, capitals, first names."""

UNSEEN_NAMES: Kinds = (
    _names("Reagan, Thatcher, Kishida, Milei, Albanese, Petro, Tusk, Sánchez, Marcos"),
    _names("Socialist, Green, Nationalist"),
    _names("Socialists, Nationalists, Centrists"),
    _names("Portugal, Chile, Finland, Ghana, Vietnam, Ireland, Belgium, Peru"),
    _names("Portuguese, Chilean, Finnish, Ghanaian, Vietnamese, Irish, Belgian"),
    _names("Lisbon, Santiago, Helsinki, Accra, Hanoi, Dublin"),
    _names("Ronald, Margaret, Fumio, Javier, Anthony, Pedro"),
)
"""Names for each kind of ``SWAPS`` that training never swapped in."""

_KIND = {name.lower(): kind for kind, group in enumerate(SWAPS) for name in group}
_NAME = re.compile(
    r"\b(" + "|".join(re.escape(n) for n in sorted(_KIND, key=len, reverse=True)) + r")\b",
    re.IGNORECASE,
)


def swapped(text: str, rng: random.Random, others: Kinds = SWAPS) -> str:
    """Swap every known name for one of its kind in ``others``, the same wherever it stands.

    >>> import random
    >>> swapped("Nothing to swap here", random.Random(0))
    'Nothing to swap here'
    """
    chosen: dict[str, str] = {}

    def other(match: re.Match[str]) -> str:
        found = match.group()
        low = found.lower()
        if low not in chosen:
            chosen[low] = rng.choice([n for n in others[_KIND[low]] if n.lower() != low])
        return chosen[low].upper() if found.isupper() else chosen[low]

    return _NAME.sub(other, text)
