"""The codebook as code: scales, frames, their names, ranges, order and wording.

This module is the one source for every table, help text, report and document. The scales
are those of ``docs/codebook.md``; the generic frames are Semetko and Valkenburg (2000),
the policy frames the Policy Frames Codebook (Boydstun et al. 2014).
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "ARTICLE_SCALES",
    "COLUMNS",
    "DECIMALS",
    "FRAMES",
    "GENERIC_FRAMES",
    "HEADLINE_SCALES",
    "HEADS",
    "INTERVAL_LEVEL",
    "LEAD_SCALES",
    "NOTES",
    "OUTPUTS",
    "POLICY_FRAMES",
    "SCALES",
    "Frame",
    "Scale",
    "scale",
]

INTERVAL_LEVEL = 0.8
"""Nominal coverage of the published prediction intervals."""

DECIMALS = 4
"""Published decimals: far finer than any interval, and coarse enough to compare by eye."""


@dataclass(frozen=True, slots=True)
class Scale:
    """One rated scale.

    ``code`` is the rater's column, ``lowest``–``highest`` the rated range,
    ``low``–``high`` the published range, ``reads`` the text it is a rating of
    (``headline``, ``lead`` or ``article`` for both together).
    """

    name: str
    code: str
    reads: str
    lowest: float
    highest: float
    low: float
    high: float
    question: str
    anchors: tuple[str, ...]

    def published(self, share: float) -> float:
        """Map a share of the rated range (0–1) to the published range."""
        return self.low + share * (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: ``code`` is the rater's letter or number, ``family`` generic or policy."""

    name: str
    code: str
    family: str
    meaning: str

    @property
    def column(self) -> str:
        """The output column: ``frame_<name>`` or ``generic_<name>``."""
        return ("frame_" if self.family == "policy" else "generic_") + self.name


_SENSATIONAL = (
    "plain: “Central bank raises interest rates by a quarter point”",
    "a touch of colour, one vivid but ordinary verb or metaphor: “Senator blasts budget plan”",
    "clearly heightened: “Fury as ministers axe beloved rail line”",
    "strongly sensational: “Terrified families flee as monster storm unleashes hell”",
    "extreme tabloid or viral: “You won't BELIEVE the sick secret this evil mum hid!”",
)
_CLICKBAIT = (
    "tells the news",
    "a mild hook that says what it is about: “How Finland's school meals work”",
    "a clear hook, or a list to browse: “The one number that worries economists”",
    "strong bait: “What the doctor found left everyone speechless”",
    "nothing but bait: “You'll never guess what she did next”",
)
_LOADED = (
    "neutral words",
    "a slightly slanted choice: “regime”, “claims”, “touts”",
    "clearly slanted: “scheme”, “caves”, “hard-line cronies”",
    "openly partisan or contemptuous: “radical left mob”, “spineless ministers”",
    "invective or propaganda",
)
_HOW_SENSATIONAL = "How far is the wording heightened to arouse, beyond what informing needs?"
_HOW_LOADED = "How far does the outlet, in its own voice, judge, label, mock or take sides?"

SCALES: tuple[Scale, ...] = (
    Scale("sensationalism", "hs", "headline", 0, 4, 0.0, 1.0, _HOW_SENSATIONAL, _SENSATIONAL),
    Scale(
        "clickbait",
        "hc",
        "headline",
        0,
        4,
        0.0,
        1.0,
        "How far does the headline withhold or tease so that the reader must click?",
        _CLICKBAIT,
    ),
    Scale("loaded", "hl", "headline", 0, 4, 0.0, 1.0, _HOW_LOADED, _LOADED),
    Scale("lead_sensationalism", "ls", "lead", 0, 4, 0.0, 1.0, _HOW_SENSATIONAL, _SENSATIONAL),
    Scale("lead_loaded", "ll", "lead", 0, 4, 0.0, 1.0, _HOW_LOADED, _LOADED),
    Scale(
        "tone",
        "tone",
        "article",
        -2,
        2,
        -1.0,
        1.0,
        "How good or bad is the matter, as presented?",
        (
            "very bad news, bleak or hostile",
            "rather negative",
            "neutral or mixed",
            "rather positive",
            "very good or celebratory",
        ),
    ),
    Scale(
        "opinion",
        "op",
        "article",
        0,
        2,
        0.0,
        1.0,
        "Is it a report, or somebody's view?",
        (
            "news report",
            "analysis, feature, explainer, review, live blog, first-person or service piece",
            "opinion, editorial, advocacy or satire",
        ),
    ),
)

POLICY_FRAMES: tuple[Frame, ...] = tuple(
    Frame(name, str(number), "policy", meaning)
    for number, (name, meaning) in enumerate(
        (
            ("economic", "costs, benefits, money, jobs"),
            ("capacity_and_resources", "lack or supply of people, time, material, ability"),
            ("morality", "religion, ethics, conscience"),
            ("fairness_and_equality", "discrimination, equal treatment, balance of rights"),
            ("legality", "laws, courts, constitution, rights, jurisdiction"),
            ("policy", "a proposal or measure, and whether it works"),
            ("crime_and_punishment", "offences, police, trials, sentences"),
            ("security_and_defence", "threats to and protection of a state, people or border; war"),
            ("health_and_safety", "disease, medicine, accidents, danger to the body"),
            ("quality_of_life", "daily life, comfort, happiness, mobility, community"),
            ("cultural_identity", "traditions, values, art and customs, celebrity culture"),
            ("public_opinion", "polls, protests, what people think"),
            ("political", "parties, elections, manoeuvres, politicians' fights"),
            (
                "external_regulation_and_reputation",
                "relations between states, treaties, standing abroad",
            ),
        ),
        start=1,
    )
)

GENERIC_FRAMES: tuple[Frame, ...] = (
    Frame("conflict", "C", "generic", "disagreement, attack, rivalry, winners and losers"),
    Frame("human_interest", "H", "generic", "a personal face, private life, feelings"),
    Frame("economic_consequences", "E", "generic", "costs, gains, losses, jobs, prices"),
    Frame("morality", "M", "generic", "right and wrong, religion, ethics, moral duty"),
    Frame("responsibility", "R", "generic", "who caused a problem, who must solve it"),
)

FRAMES: tuple[Frame, ...] = POLICY_FRAMES + GENERIC_FRAMES

HEADLINE_SCALES = tuple(s for s in SCALES if s.reads == "headline")
LEAD_SCALES = tuple(s for s in SCALES if s.reads == "lead")
ARTICLE_SCALES = tuple(s for s in SCALES if s.reads == "article")

OUTPUTS: tuple[str, ...] = tuple(s.name for s in SCALES) + tuple(f.column for f in FRAMES)
"""Every number the model predicts, in the order of its arrays and of the output columns."""

HEADS: dict[str, tuple[str, ...]] = {
    "headline": tuple(s.name for s in HEADLINE_SCALES),
    "lead": tuple(s.name for s in LEAD_SCALES),
    "article": (*(s.name for s in ARTICLE_SCALES), *(f.column for f in FRAMES)),
}
"""The heads of a model by what they read, and the outputs of each: together ``OUTPUTS``."""

NOTES: dict[str, str] = {
    "no headline": "no headline was found: headline scales are withheld",
    "no lead": "no lead was found: lead scales are withheld",
    "too short": "too few words to judge: every score is withheld",
    "not English": "the text is not English: every score is withheld",
    "mostly unknown words": "most words are outside the model's vocabulary: scores are weak",
}
"""Why a score is withheld or weak: the ``note`` column's values and their meaning."""

COLUMNS: tuple[str, ...] = (
    "id",
    "source",
    "headline",
    "lead",
    *(s.name for s in SCALES),
    *(f"{s.name}_{end}" for s in SCALES for end in ("low", "high")),
    "gap",
    "main_frame",
    *(f.column for f in FRAMES),
    "note",
    "model",
)
"""The output columns of ``score_table`` and of every file, in order."""


def scale(name: str) -> Scale:
    """Return the scale called ``name``; raise ``KeyError`` naming the known ones."""
    for candidate in SCALES:
        if candidate.name == name:
            return candidate
    raise KeyError(f"no scale called {name!r}; the scales are {', '.join(s.name for s in SCALES)}")
