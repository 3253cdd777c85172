"""What can go wrong in the core.

BalieError
├── NotFound
│   ├── ArticleNotFound
│   ├── MunicipalityNotFound
│   ├── ChoiceNotFound
│   ├── AppointmentNotFound
│   ├── NotAtThisDesk
│   └── TextNotFound
├── PlaceTaken              somebody else has this place in the agenda
├── OutcomeUnknown          an order that may have been carried out
├── TooManyAttempts         somebody tries to guess
├── LoginRefused            somebody did not log in
│   └── NoRoleHere          staff who did, and may do nothing here
├── ConsentMissing          a look-up that the resident did not allow
├── ZaakRefused             the case system will never take this zaak
├── MailRefused             there is no such mail address
├── EngineRefused           the engine will never accept this message
└── BackendUnavailable      a system that we depend on did not answer
    ├── EngineUnavailable
    └── StorageUnavailable
"""

from __future__ import annotations

import traceback
from pathlib import Path


class BalieError(Exception):
    """Base of everything the core raises on purpose."""


class NotFound(BalieError):
    """What was asked for is not there."""


class ArticleNotFound(NotFound):
    """No article with this slug, for this municipality or nationally."""


class MunicipalityNotFound(NotFound):
    """No municipality is configured under this name."""


class BackendUnavailable(BalieError):
    """A system that we depend on did not answer, or not in its agreed form."""


class ChoiceNotFound(NotFound):
    """This choice was never offered in this conversation."""


class TextNotFound(NotFound):
    """No text under this name, or a placeholder in it has no value."""


class NotAtThisDesk(NotFound):
    """Nobody is in line, and no call was promised, under this id in this municipality."""


class AppointmentNotFound(NotFound):
    """The appointment system has no such appointment, or not any more."""


class PlaceTaken(BalieError):
    """This place in the agenda is not free any more; nothing was booked."""


class DetailsMissing(BalieError):
    """An appointment cannot be made without these details (`Detail`)."""


class OutcomeUnknown(BalieError):
    """It may have been carried out; nobody knows yet, and it must not be done again."""


class TooManyAttempts(BalieError):
    """Too many wrong tries in a short time; nothing is looked up any more."""


class LoginRefused(BalieError):
    """Nobody logged in: cancelled, a level too low, or an answer that is not to be trusted."""


class NoRoleHere(LoginRefused):
    """Somebody of the staff logged in, and has no role here, or is of no municipality of ours."""


class ConsentMissing(BalieError):
    """The resident did not allow this look-up; nothing was looked up."""


class ZaakRefused(BalieError):
    """The case system will never take this zaak; handing it in again does not help."""


class PaidOtherwise(BalieError):
    """Something else was paid than is asked for now: a person has to look at it."""


class MailRefused(BalieError):
    """The mail server will never take this mail; sending it again does not help."""


class EngineRefused(BalieError):
    """The engine will never accept this message; sending it again does not help."""


class EngineUnavailable(BackendUnavailable):
    """The engine did not answer this message now; the same message may be sent again."""


class StorageUnavailable(BackendUnavailable):
    """The database did not answer; nothing was stored."""


def where(error: BaseException) -> str:
    """Files and lines an error passed, deepest first: all that a log may hold of it.

    Ready-made traceback printers show the values of variables too: secrets, residents' words.
    """
    frames = traceback.extract_tb(error.__traceback__)[-5:]
    return " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))
