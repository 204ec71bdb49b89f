"""Site chrome: the lines that a page puts around an article, one small rule for each kind.

A rule says what a line is by its own wording; ``furniture`` names the first rule that holds.
Where a line stands is the business of ``text.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from framing.read.dates import is_date_line, is_stamp
from framing.read.prose import key
from framing.read.wordlist import lines, words

__all__ = ["furniture", "is_caption", "is_masthead"]

_SHORT = 120
"""Characters of the longest line that most rules look at; longer chrome is whole sentences."""


def is_wordless(line: str) -> bool:
    """Rules, stars, emoji: nothing to read."""
    return not any(character.isalpha() for character in line)


_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S{1,64}@\S{1,64}\.\w{2,10}", re.IGNORECASE)


def is_address(line: str) -> bool:
    """A web or mail address, a handle, a row of hash tags."""
    tags = all(word[0] in "#@" and len(word) > 1 for word in line.split())
    return tags or bool(_ADDRESS.fullmatch(line))


_ADVERTS = words("advertisement advertisements advertisment advert ad ads sponsored promoted")
_AROUND_ADVERT = lines("""
    story continues below
    article continues below
    article continues after
    continue reading below
    scroll to continue
    content continues below
    paid content
    paid post
    sponsored by
    ads by
""")


def is_advert(line: str) -> bool:
    """“- Advertisement -”, “Story continues below advertisement”, “Ad – scroll to continue”."""
    said = key(line).split() if len(line) <= _SHORT else []
    named = bool(said) and said[0] in _ADVERTS
    rest = " ".join(said[named:])
    short = named and len(said) <= 3  # noqa: PLR2004 - “Advertisement spot img”
    return short or rest.startswith(tuple(_AROUND_ADVERT))


_WEATHER = re.compile(
    r"(?:[^\W\d]{2,20},?\s){0,2}[-−–]?\d{1,3}(?:[.,]\d)?\s?(?:°\s?[CF]?|º\s?[CF]?|[CF])"
    r"(?:\s[^\W\d]{2,20}){0,2}"
)


def is_weather(line: str) -> bool:
    """A temperature, with a place or a word of weather at most: “19 C”, “Cloudy 12°”."""
    return len(line) <= _SHORT and bool(_WEATHER.fullmatch(line))


_COUNTED = (
    r"(?:views?|shares?|comments?|likes?|fans?|followers?|subscribers?|reads|reactions?|votes?|"
    r"replies|reply|retweets?|claps|responses?|visits?|hits)"
)
_COUNTER = re.compile(
    rf"\(?\d[\d.,]*\s?[kmb]?\+?\s?(?:total\s)?{_COUNTED}(?:likes?|follow|subscribe)?\)?",
    re.IGNORECASE,
)
_COUNTER_BEHIND = re.compile(rf"{_COUNTED}\s?[:(]?\s?\d[\d.,]*\s?[kmb]?\+?\)?", re.IGNORECASE)


def is_counter(line: str) -> bool:
    """A figure of views, shares, comments or fans: “130views”, “0FansLike”, “Views: 1.2k”."""
    if len(line) > _SHORT:
        return False
    return bool(_COUNTER.fullmatch(line) or _COUNTER_BEHIND.fullmatch(line))


_READING_TIME = re.compile(
    r"(?:(?:estimated\s)?read(?:ing)?(?:\stime)?\s?[:·|-]?\s?)?(?:about\s)?\d{1,3}\s?-?\s?"
    r"min(?:ute)?s?\.?(?:\s(?:to\s)?(?:read|listen|watch|video)(?:ing)?)?(?:\stime)?",
    re.IGNORECASE,
)


def is_reading_time(line: str) -> bool:
    """“5 min read”, “Read time: 3 mins”."""
    return len(line) <= _SHORT and bool(_READING_TIME.fullmatch(line))


_SHARE = words("""
    share shares sharing tweet facebook twitter whatsapp telegram linkedin pinterest reddit email
    e mail print copy link copied messenger instagram youtube tiktok threads bluesky mastodon
    flipboard viber line x save bookmark like follow us on via this article story post page more
    options google news rss feed comment comments button close listen gift subscribe to the by
    fb wa sms tumblr vk wechat weibo mix
""")
_SHARE_SURE = words("""
    share tweet facebook twitter whatsapp telegram linkedin pinterest reddit email print copy
    messenger instagram youtube tiktok flipboard follow save bookmark
""")


def is_share_bar(line: str) -> bool:
    """“Share”, “Facebook Twitter WhatsApp”, “Share this article on X”."""
    said = set(key(line).split()) if len(line) <= _SHORT else set()
    return bool(said & _SHARE_SURE) and said <= _SHARE


_CRUMBS = re.compile(r"\s*(?:>|»|›|→|::|\||·|•|\s/\s)\s*")
_CRUMB_WORDS = 3
_CRUMBS_MANY = 3


def is_breadcrumb(line: str) -> bool:
    """“Home > World > Europe”, “News | Sport | Weather”: where the page hangs, or a menu."""
    parts = _CRUMBS.split(line[: 2 * _SHORT].strip(" >»›|/"))
    if len(parts) > 1 and key(parts[0]) in ("home", "you are here", "homepage"):
        return True
    short = all(len(part.split()) <= _CRUMB_WORDS for part in parts)
    return short and len(line) <= 2 * _SHORT and len(parts) >= _CRUMBS_MANY


_ROLES = words("""
    correspondent correspondents reporter reporters writer writers editor columnist desk staff
    contributor bureau journalist agency agencies
""")
_BEFORE_ROLE = words("""
    staff senior chief special our news web online political business economics economic foreign
    world national sports science health diplomatic local city guest digital deputy managing
    associate assistant a own the
""")
_BY = re.compile(
    r"(?:written|reported|edited|reviewed|posted|published|compiled|translated|photographed|"
    r"reporting|story|words|text|report|photos?|pictures?)\sby\b|(?:authors?|reporter)\s?:(?=.{0,40}$)",
    re.IGNORECASE,
)
_BYLINE_WORDS = 14
_NAME_WORDS = 4
_BEHIND_NAME = re.compile(r"\s?[,|•·–—/]\s?|\s-\s|\s(?:and|in|for|at)\s", re.IGNORECASE)


def is_byline(line: str) -> bool:
    """“By Jane Doe”, “Jane Doe, Political Correspondent”, “Staff Writer”, “Written by …”."""
    said = line[: 2 * _SHORT].split()
    if len(line) > _SHORT or not 0 < len(said) <= _BYLINE_WORDS:
        return False
    if _BY.match(line):
        return True
    if said[0].casefold() in ("by", "by:") and len(said) > 1:
        return _is_name(_BEHIND_NAME.split(" ".join(said[1:]))[0])
    return _is_role(key(line).split()) or _ends_in_role(line)


def _is_name(text: str) -> bool:
    said = text.split()
    capitals = all(word[0].isupper() or word in ("de", "van", "von", "al", "bin") for word in said)
    return 0 < len(said) <= _NAME_WORDS and capitals and not text.endswith(("?", "!"))


def _is_role(said: list[str]) -> bool:
    return bool(said) and said[-1] in _ROLES and set(said[:-1]) <= _BEFORE_ROLE


def _ends_in_role(line: str) -> bool:
    """“Jane Doe, Senior Reporter”: a name, a comma or rule, a role."""
    name, *rest = re.split(r"\s?[,|–—]\s", line, maxsplit=1)
    behind = set(key(rest[0]).split()) if rest else set()
    return bool(behind & _ROLES) and _is_name(name) and len(behind) <= _NAME_WORDS


_AGENCIES = (
    r"(?:getty(?:\simages)?|afp|reuters|ap|epa(?:-efe)?|ap\sphoto|pa(?:\smedia|\swire)?|shutterstock"
    r"|i?stock(?:photo)?|alamy|unsplash|pexels|pixabay|bloomberg|xinhua|anadolu|wikimedia"
    r"(?:\scommons)?|file|handout)"
)
_CAPTION_LABEL = re.compile(
    r"(?:file\s)?(?:photo(?:graph)?s?|images?|pictures?|pics?|credits?|captions?|illustration|"
    r"representational\simage|featured\simage|image\ssource)(?:\s(?:credits?|by|courtesy|source|of)"
    r"){0,2}\s?(?:[:/|©]|$)|©|\(c\)\s",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    rf"(?:^|[/|(.©\[]\s?|\svia\s|\s[-–—]\s){_AGENCIES}(?:\s?[/,|]\s?[\w\s.]{{2,40}})?[)\].]?$",
    re.IGNORECASE,
)
_CREDIT_BEHIND = re.compile(
    r"[.(\[|]\s?(?:photo(?:graph)?|image|picture|credit|pic)s?(?:\s(?:by|credit|courtesy))?\s?[:/]"
    r"[^:]{2,60}$",
    re.IGNORECASE,
)
_AGENCY_PHOTO = re.compile(
    r"[(\[](?:ap|afp|reuters)?\s?(?:photo|file)s?\b[^()]{0,60}[)\]]$|/getty"
    r"|\([^()]{2,40}/(?:reuters|ap|afp|getty|epa|bloomberg)[^()]{0,20}\)$"
)
_CREDIT_REACH = 90
"""Characters at the end of a line in which a credit stands."""
_CREDIT_WORDS = 8
"""Words of a line that can be a credit by its agency alone; a paragraph may end in “(AFP)”."""


def is_caption(line: str) -> bool:
    """“Photo: AFP”, “Jane Doe / Getty Images”, “The harbour on Monday. (AP Photo/J. Doe)”."""
    end = line[-_CREDIT_REACH:]
    short = len(line.split()) <= _CREDIT_WORDS
    if short and (_CAPTION_LABEL.match(line) or _CREDIT.search(end)):
        return True
    return bool(_CREDIT_BEHIND.search(end) or _AGENCY_PHOTO.search(end.casefold()))


LINK_HEADINGS = lines("""
    also read
    read also
    read more
    read next
    read this
    see also
    watch also
    also watch
    related
    related articles
    related stories
    related news
    related posts
    related content
    related topics
    related coverage
    related links
    more stories
    more news
    more on this story
    more on this topic
    more from author
    more from us
    more like this
    recommended
    recommended for you
    recommended stories
    recommended reading
    must read
    up next
    next up
    trending
    trending now
    trending news
    trending stories
    trending topics
    popular
    popular now
    popular posts
    popular stories
    latest
    latest articles
    latest news
    latest stories
    latest posts
    latest headlines
    latest updates
    top stories
    top news
    top headlines
    most read
    most popular
    most viewed
    most shared
    recent posts
    recent articles
    recent news
    you may also like
    you might also like
    you may like
    dont miss
    editors picks
    editors pick
    editors choice
    featured
    featured stories
    in case you missed it
    in this article
    around the web
    from around the web
    from the web
    other stories
    other news
    live updates
    breaking news
    next article
    previous article
    next post
    previous post
    next story
    previous story
    table of contents
    contents
    headlines
    todays headlines
    tags
    topics
    share this
""")
"""Headings of lists of links. What stands below one is another article's headline."""

_LINK_LABEL = re.compile(r"[^:>»›]{3,30}[:>»›]", re.IGNORECASE)
_LABELS = LINK_HEADINGS - {"breaking news", "featured", "latest", "live updates"} | lines("""
    tag
    category
    categories
    filed under
    posted in
    published in
    tagged
    source
    sources
    location
    keywords
    file under
    next
    previous
    prev
""")


def is_link_label(line: str) -> bool:
    """“Also Read: another headline”, “Tags: ferries, strikes”, “Read more »”."""
    match = _LINK_LABEL.match(line)
    return match is not None and key(match[0]) in _LABELS


def is_link_heading(line: str) -> bool:
    """“Related Articles”, “Also Read:”, “Trending Now”: a list of links follows."""
    folded = key(line) if len(line) <= _SHORT else ""
    return folded in LINK_HEADINGS or folded.startswith(("more from ", "more in ", "more on "))


FORMS = lines("""
    leave a reply
    leave a comment
    leave a response
    post a comment
    post comment
    add a comment
    add comment
    write a comment
    submit a comment
    view comments
    show comments
    load comments
    comments
    comment
    comments are closed
    no comments
    no comments yet
    cancel reply
    your comment
    join the conversation
    join the discussion
    have your say
    stay connected
    about the author
    about author
    name
    your name
    email
    website
    submit
    your email address
""")
"""Headings and fields of comment boxes: behind the first one the article is over."""


def is_form(line: str) -> bool:
    """“LEAVE A REPLY”, “Post a Comment”: a comment box or what closes a page."""
    return len(line) <= _SHORT and key(line) in FORMS


_NAVIGATION = lines("""
    menu
    main menu
    open menu
    close menu
    toggle navigation
    navigation
    skip to content
    skip to main content
    skip to navigation
    skip navigation
    skip to footer
    jump to content
    search
    search for
    home
    home page
    homepage
    login
    log in
    log out
    sign in
    sign up
    sign in sign up
    log in sign up
    register
    subscribe
    subscribe now
    my account
    account
    about us
    contact us
    contact
    privacy policy
    terms of use
    terms of service
    terms and conditions
    terms
    privacy
    cookie policy
    advertise
    advertise with us
    e paper
    epaper
    todays paper
    live tv
    watch live
    newsletter
    newsletters
    our newsletter
    donate
    support us
    back to top
    back to home
    go back
    load more
    show more
    view all
    see all
    read full story
    read the full story
    read full article
    continue reading
    click here
    play video
    watch video
    play audio
    view gallery
    expand
    loading
    accept
    accept all
    accept cookies
    accept all cookies
    reject all
    manage cookies
    manage preferences
    cookie settings
    i agree
    got it
    ok
    dark mode
    english edition
    select language
    change language
    font size
    text size
    exclusive
    breaking
    live
    file photo
    follow live
    add as preferred source on google
""")


def is_navigation(line: str) -> bool:
    """“Skip to content”, “Menu”, “Log in”, “Privacy Policy”: the buttons of a page."""
    return len(line) <= _SHORT and key(line) in _NAVIGATION


_NOTICE_OPENINGS = tuple(
    lines("""
    we use cookies
    we and our partners
    this site uses cookies
    this website uses cookies
    our website uses cookies
    our site uses cookies
    by continuing to
    by clicking
    by signing up
    by subscribing
    by using this site
    cookies help us
    sign up for our
    sign up for the
    sign up for free
    sign up to our
    sign up to receive
    sign up to get
    sign up here
    subscribe to
    subscribe for
    get the latest
    get our
    get all the latest
    never miss
    join our
    join us on
    follow us
    follow our
    follow and
    download our
    download the app
    enter your email
    please enter
    please enable
    please login
    please log in
    please sign
    click here
    click to
    tap here
    tap to
    listen to this article
    listen to this story
    listen to the article
    listen to article
    audio by
    save my name
    notify me
    your email address
    you must be logged
    you need to enable
    enable javascript
    javascript is
    your browser
    support our journalism
    support independent
    thank you for
    thanks for reading
    already a subscriber
    already have an account
    this article is for subscribers
    copyright
    all rights reserved
    report a typo
    image source
    have a story
    this content is
    to continue reading
    start your free
    add us as
    make us
    """)
)
_NOTICE_ANYWHERE = (
    "we use cookies",
    "site uses cookies",
    "accept all cookies",
    "cookie policy",
    "all rights reserved",
    "our newsletter",
    "your inbox",
    "free newsletter",
    "javascript enabled",
    "enable javascript",
    "whatsapp channel",
    "telegram channel",
)
_NOTICE_REACH = 300
"""Characters in which a notice shows itself: two sentences."""
_RISKY = (
    "thank you for",
    "make us",
    "get our",
    "your browser",
    "click to",
    "never miss",
)
_RISKY_WORDS = 12
"""Words up to which an opening that an article may also have is taken for a notice."""


def is_notice(line: str) -> bool:
    """Whole sentences of the site itself: cookies, newsletters, sign-up, forms, copyright."""
    start = line[:_NOTICE_REACH].casefold()
    folded = key(start)
    if folded.startswith(_RISKY):
        return len(line.split()) <= _RISKY_WORDS
    return folded.startswith(_NOTICE_OPENINGS) or any(word in start for word in _NOTICE_ANYWHERE)


_SECTIONS = words("""
    news world politics political business sport sports tech technology science health opinion
    opinions entertainment culture lifestyle life style metro local national nation international
    global europe africa asia america americas us uk usa eu india china russia ukraine australia
    canada middle east latin north south west east regional region city state states home front
    top latest breaking more general economy economics finance money markets market war conflict
    defence defense security society people features feature analysis comment comments editorial
    editorials column columns columnists blog blogs live video videos photos pictures gallery
    podcast podcasts audio weather travel food arts books film films movies music tv television
    celebrity celebrities fashion education environment climate energy crime law courts justice
    religion faith media press release releases football cricket tennis property cars motoring
    family women men youth jobs obituaries letters exclusive explainer interview interviews
    investigation investigations special report reports headlines stories story trending viral
    popular featured uncategorized uncategorised foreign affairs diplomacy government elections
    election parliament and of the in from magazine weekend sunday today reviews review games
    gaming innovation startups companies banking real estate agriculture transport transportation
""")
_SECTION_WORDS = 5


def is_section_label(line: str) -> bool:
    """“Metro”, “World News”, “Arts & Culture”: only said that name sections."""
    said = key(line).split() if len(line) <= _SHORT else []
    ends = line.endswith(("?", "!"))
    return 0 < len(said) <= _SECTION_WORDS and set(said) <= _SECTIONS and not ends


_PAPERS = words("""
    times post herald gazette tribune journal chronicle courier observer telegraph bulletin mirror
    express star guardian independent standard examiner inquirer register dispatch monitor mail
    newspaper news network tv radio online media press magazine review broadcasting agency daily
    weekly bugle echo mercury argus advertiser messenger reporter record wire today globe voice
""")
_MASTHEAD_WORDS = 5


def is_masthead(line: str) -> bool:
    """“The Daily Bugle”: perhaps the site's own name. No rule of chrome, as “Star Sues Daily Mail”.

    It is for the caller to see whether another line can be the headline.
    """
    said = line[:_SHORT].split()
    if not 0 < len(said) <= _MASTHEAD_WORDS or line.endswith(("?", "!")):
        return False
    capitals = all(word[0].isupper() or word in ("of", "the", "&") for word in said)
    return capitals and (said[-1].casefold() in _PAPERS or "Daily" in said)


Rule = Callable[[str], bool]

_RULES: tuple[tuple[str, Rule], ...] = (
    ("stamp", is_stamp),
    ("date", is_date_line),
    ("weather", is_weather),
    ("wordless", is_wordless),
    ("counter", is_counter),
    ("reading time", is_reading_time),
    ("advert", is_advert),
    ("form", is_form),
    ("link heading", is_link_heading),
    ("link", is_link_label),
    ("navigation", is_navigation),
    ("share bar", is_share_bar),
    ("breadcrumb", is_breadcrumb),
    ("byline", is_byline),
    ("caption", is_caption),
    ("address", is_address),
    ("notice", is_notice),
    ("section", is_section_label),
)


_LONG = tuple(rule for rule in _RULES if rule[0] in ("wordless", "link", "caption", "notice"))
"""The rules that hold for lines longer than any label: paragraphs are spared the others."""


def furniture(line: str) -> str | None:
    """Name the kind of site chrome that a line is, ``None`` for what may be the article's.

    >>> furniture("130views")
    'counter'
    >>> furniture("Ferry crews walk out") is None
    True
    """
    rules = _RULES if len(line) <= 2 * _SHORT else _LONG
    return next((name for name, holds in rules if holds(line)), None)
