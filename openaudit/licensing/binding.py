"""Which words could bind somebody: make, widen or lift a restriction.

The lists err towards binding: what they find beside a licence is shown to the reader as a change. They cover the
languages in which licence files are written, so that one more language is more data; stems are without accents.
"""

import unicodedata
from collections.abc import Iterable

from openaudit.licensing.words import OPERATIVE_WORDS, canonical

# A word that begins so binds wherever it stands; no owner's and no project's name does.
_STEMS_LIST = """
    agreement approv ausgeschl ausgenomm ausschl autoris autoriz beschrank bewillig cancel commercia complian
    compliant consent contravent dilarang disallow divieto dozvol dozwol draudz eingeschrank eligib entgelt
    erlaub esclus eula except exclu exempt felhasznal forbid forbjud forbud gebruik genehmig gestatt gewerb governed
    governing governs illegal indemn ineffect ineligib interdi interzis invalid kaupalli kereskedelm kiellet komerc
    komers kommers kommerz kostenpflicht kullan lawful liabil lucrati militar monetis monetiz nichtkom niedozwol
    niekom nekom noncom nullif obligat overrid permis permit permiz pouzit povol prohib proib purchas redistrib replac
    rescind reserv restrict restring revoc revok riservat royalt soltanto somente subscri supersed surveil terminat
    ticari tilos toegest toestemm unauthori unerlaub ungult unlawful untersag unzulass utilis utiliz uitgeslot uzyt
    verbiet verboden verbot verwend vietat violat void vorbehalt vyhraz vylouc waive warrant weapon withdraw
    withheld withhold wykorzyst wylacz yasak zabran zabron zakaz zastrzez zulass zustimm
    """
_STEMS = tuple(_STEMS_LIST.split())
# These bind inside of compounds as well.
_PARTS = ("comercial", "commercial", "gewerblich", "kommerz", "komerc", "nutzung")
# These bind in a sentence, but may be somebody's name.
_WORDS_LIST = """
    alleen apenas ask aucun aucune bez binds bound buy charge charges competitor contract cost costs csak darf debe
    deploy deployed deploying deployment deve doar durfen empresas endast entitled ersetzt excepto exceto fara force
    forbade free geen gelten gilt govern gratis gratuit gratuita gratuito hanya hereby herein ignore ignored ikke
    instead inte izin jamais jen kecuali keiner khong kosten kun lupa mandatory mussen muss nao nc need needed needs
    negotiate niemals niet ningun numai nunca obsolete ohne otherwise paid paying pays pouze privat private
    queda resale sadece sale sales salvo samo sauf sell sellers selling sells senza separate separately seul
    sin sold solamente statt strictly tidak trial tylko unlicensed usage uso usos utan uden vedada vedado wymaga
    yalniz zgoda zgody zonder
    """
_WORDS = frozenset(map(canonical, _WORDS_LIST.split()))
# What terms are about, and whom they bind. Names of owners have these as well, and titles have `licens`.
_PARTIES_LIST = """
    academ aziend bedrij business commerc compan corporat customer educat empresa enterpri entrepri evaluat firma
    firmen firmy foretag forsch government hobby investig licen lisens lizenz personal pesquis przedsieb
    recherch research ricerc scholar startup student teach unternehm
    """
_PARTIES = tuple(_PARTIES_LIST.split())
_LICENSING = frozenset({"license", "licensed", "licenses", "licensing", "licensia", "licenza", "lisens", "lizenz"})
# Scripts without spaces, or of other letters: what in them may be an owner's name must hold none of these.
_SIGNS_LIST = """
    禁 不得 不可 不能 商用 商业 商業 仅 僅 限于 限於 限制 許可 许可 授权 授權 使用 目的 利用 用途
    금지 상업 허가 허용 제한 사용 ライセンス のみ запре коммер только лиценз разреш использ заборон комерц лише ліценз
    """
_SIGNS = tuple(_SIGNS_LIST.split())
# Single letters beyond this number are words that are spelt out.
_MOST_LETTERS = 5
# Letters that Unicode does not take apart.
_PLAIN_LETTERS = str.maketrans("łøđħıŧ", "lodhit")
_LAST_LATIN, _FIRST_IDEOGRAPHIC = "\u024f", "\u2e80"


# What was trained: its terms may stand in another file than those of the code.
_TRAINED = frozenset(map(canonical, ("weight", "weights", "checkpoint", "checkpoints", "parameters")))


def sends_elsewhere(words: Iterable[str]) -> bool:
    """Whether these canonical words lead a reader elsewhere for what was trained: "For the weights, see WEIGHTS.md"."""
    found = set(words)
    return "see" in found and not _TRAINED.isdisjoint(found)


def binds(words: Iterable[str]) -> bool:
    """Whether one of these canonical words binds, wherever it stands; in a script not read here any could."""
    found = list(words)
    return not OPERATIVE_WORDS.isdisjoint(found) or any(_is_foreign(word) or _binds_anywhere(word) for word in found)


def binds_in_title(words: Iterable[str]) -> bool:
    """Whether one of these canonical words binds where no name is expected: words about parties count as well."""
    found = list(words)
    spelt_out = sum(len(word) == 1 for word in found) > _MOST_LETTERS
    return binds(found) or tells_terms(found) or spelt_out


def tells_terms(words: Iterable[str]) -> bool:
    """Whether one of these canonical words, which are no part of a name, says whom terms bind or what they ask."""
    plain = [_plain(word) for word in words]
    return not _WORDS.isdisjoint(plain) or any(word.startswith(_PARTIES) for word in plain)


def binds_owner(words: Iterable[str]) -> bool:
    """Whether one of these canonical words says more than who owns; an owner's name may be of any one script."""
    found = list(words)
    return not OPERATIVE_WORDS.isdisjoint(found) or any(map(_is_no_owner, found))


def _is_no_owner(word: str) -> bool:
    bound = _binds_anywhere(word) or word in _LICENSING
    return bound or _mixes_scripts(word) or any(sign in word for sign in _SIGNS)


def _binds_anywhere(word: str) -> bool:
    plain = _plain(word)
    return plain.startswith(_STEMS) or any(part in plain for part in _PARTS)


def _plain(word: str) -> str:
    """The word without accents."""
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFKD", word).translate(_PLAIN_LETTERS)
    return "".join(c for c in apart if not unicodedata.combining(c))


def _is_foreign(word: str) -> bool:
    return not word.isascii() and any(c > _LAST_LATIN for c in word)


def _mixes_scripts(word: str) -> bool:
    """Whether letters that look like Latin ones stand among Latin ones."""
    letters = [c for c in word if c.isalpha()]
    return any(_LAST_LATIN < c < _FIRST_IDEOGRAPHIC for c in letters) and min(letters) <= _LAST_LATIN
