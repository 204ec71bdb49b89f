"""Probes: headlines of our own making that ask what the score must and must not react to.

``PLAIN`` are grave or tricky headlines told plainly; words such as “explosion” and “shock”
stand there literally. ``LOSSES`` are what the model is bound to misread, ``FOREIGN`` what it must
not score, ``STYLES`` what a score must not depend on.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["FOREIGN", "FOREIGN_UNSEEN", "LOSSES", "PLAIN", "STYLES"]

PLAIN = (
    "Explosion at fireworks factory kills 3",
    "Ford recalls trucks over shock absorber fault",
    "Gunman kills eight at Texas mall, police say",
    "Earthquake of magnitude 6.1 strikes off northern Chile",
    "Hospital reports first case of rare brain disease",
    "Court jails man for life over murder of two women",
    "Storm leaves 40,000 homes without power in Ireland",
    "Bombshell, a horse trained in Kent, wins at Newmarket",
    "Killer whale population rises for third year, survey finds",
    "Secret Service names new deputy director",
    "Horror film festival opens in Brussels on Friday",
    "Fire crews called to blaze at empty warehouse in Leeds",
    "Study links air pollution to higher risk of stroke",
    "Monster Beverage reports 4 percent rise in quarterly sales",
    "Plane with 62 aboard crashes near São Paulo, officials say",
    "Bank of England holds interest rate at 4 percent",
)
"""Must score below .3 in sensationalism."""

LOSSES = (
    ("irony", "Brave minister courageously blames weather again", "loaded"),
    (
        "understatement that horrifies",
        "He ate them one by one, starting with the youngest",
        "sensationalism",
    ),
    ("plain words, withheld point", "A nurse opened the drawer", "clickbait"),
    (
        "literal use of violent sport verbs",
        "Rovers destroy City as Hart slays giants in five-goal thriller",
        "sensationalism",
    ),
    ("scare quotes", "Council unveils its “plan” for the “improved” bus lane", "loaded"),
    ("a judgement in a rare word", "The mendacious archdeacon's fourth tithe", "loaded"),
)
"""Kinds of wording that a sum of words is bound to misread, a headline of each, and the scale
that is misread: reported, not gated."""

FOREIGN = (
    "Le président annonce une réforme des retraites pour les fonctionnaires",
    "Incendie dans une usine près de Lyon : trois blessés",
    "La grève des trains se poursuit jusqu'à vendredi",
    "Pourquoi les prix du beurre augmentent encore cet hiver",
    "Die Regierung will die Steuern für kleine Betriebe senken",
    "Zwei Verletzte nach Brand in einem Hochhaus in Hamburg",
    "Warum der Winter in diesem Jahr so mild ist",
    "Bahnstreik beginnt am Montag um Mitternacht",
    "El gobierno aprueba una nueva ley sobre la vivienda",
    "Tres heridos en un incendio en el centro de Sevilla",
    "Por qué sube el precio del aceite de oliva este año",
    "La huelga de maestros termina tras nueve días",
    "Il governo approva la riforma della scuola dopo mesi di scontri",
    "Incendio in una fabbrica vicino a Bergamo, tre feriti",
    "Perché il prezzo del pane continua a salire",
    "O governo aprova novas regras para os transportes públicos",
    "Incêndio em fábrica deixa três feridos no norte do país",
    "Greve dos professores termina depois de nove dias",
    "Kabinet wil lagere belasting voor kleine bedrijven",
    "Drie gewonden bij brand in flat in Utrecht",
    "Waarom de winter dit jaar zo zacht is",
    "Regeringen vill sänka skatten för små företag",
    "Tre skadade efter brand i höghus i Malmö",
    "Tre sårede efter brand i etageejendom i Aarhus",
    "Rząd chce obniżyć podatki dla małych firm",
    "Trzy osoby ranne w pożarze wieżowca w Łodzi",
    "Vláda chce snížit daně pro malé firmy",
    "Hükümet küçük işletmeler için vergileri düşürmek istiyor",
    "Pemerintah akan menurunkan pajak untuk usaha kecil",
    "Hallitus aikoo laskea pienten yritysten veroja",
    "A kormány csökkentené a kisvállalkozások adóját",
    "Guvernul vrea să reducă taxele pentru firmele mici",
    "Chính phủ giảm thuế cho doanh nghiệp nhỏ",
    "Serikali yapunguza kodi kwa biashara ndogo",
    "Правительство одобрило новый закон о жилье",
    "Уряд знижує податки для малого бізнесу",
    "Η κυβέρνηση μειώνει τους φόρους για τις μικρές επιχειρήσεις",
    "الحكومة تخفض الضرائب على الشركات الصغيرة",
    "הממשלה מורידה מסים לעסקים קטנים",
    "政府下调小企业税率",
    "政府は中小企業の減税を発表した",
    "정부, 중소기업 세금 인하 발표",
    "सरकार ने छोटे व्यवसायों के लिए कर घटाए",
)
"""Headlines of our own in other languages; the rules for notes were settled on them."""

FOREIGN_UNSEEN = (
    "Les agriculteurs bloquent l'autoroute pour dénoncer la baisse du lait",
    "Der Bürgermeister eröffnet eine neue Brücke über den Fluss",
    "Los agricultores cortan la carretera por el precio de la leche",
    "Gli agricoltori bloccano la strada contro il prezzo del latte",
    "Os agricultores bloqueiam a estrada contra o preço do leite",
    "Boeren blokkeren de snelweg uit protest tegen de melkprijs",
    "Bönder blockerar vägen i protest mot mjölkpriset",
    "Landmænd spærrer vejen i protest mod mælkeprisen",
    "Rolnicy blokują drogę w proteście przeciwko cenom mleka",
    "Zemědělci blokují silnici kvůli cenám mléka",
    "Çiftçiler süt fiyatlarını protesto etmek için yolu kapattı",
    "Petani memblokir jalan karena harga susu",
    "Maanviljelijät sulkivat tien maidon hinnan vuoksi",
    "A gazdák lezárták az utat a tej ára miatt",
    "Fermierii blochează drumul din cauza prețului laptelui",
    "Nông dân chặn đường vì giá sữa",
    "Wakulima wafunga barabara kupinga bei ya maziwa",
    "Фермеры перекрыли дорогу из-за цены на молоко",
    "Αγρότες έκλεισαν τον δρόμο για την τιμή του γάλακτος",
    "المزارعون يغلقون الطريق احتجاجا على سعر الحليب",
    "农民因奶价封堵道路",
    "酪農家が牛乳の価格に抗議して道路を封鎖",
    "농민들, 우유값에 항의해 도로 봉쇄",
    "किसानों ने दूध के दाम पर सड़क रोकी",
)
"""The same, written after the rules were settled and never used to change them."""

STYLES: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "lower case": str.lower,
        "title case": lambda text: " ".join(w[:1].upper() + w[1:] for w in text.split(" ")),
        "capitals": str.upper,
        "curly quotes": lambda text: re.sub(r'"([^"]*)"', r"“\1”", text).replace("'", "’"),
        "straight quotes": lambda text: re.sub("[“”]", '"', re.sub("[‘’]", "'", text)),
        "entities": lambda text: (
            text.replace("&", "&amp;").replace('"', "&quot;").replace("'", "&#39;")
        ),
        "suffix after bar": lambda text: text + " | Daily Bugle",
        "suffix after dash": lambda text: text + " - The Springfield Times",
        "year": lambda text: re.sub(r"\b(19|20)\d\d\b", "2031", text),
    }
)
"""Changes of house style under which a score must not move."""
