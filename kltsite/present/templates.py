"""View + template -> HTML. Templates hold no logic; a name they misspell is an error with file and line."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from functools import cached_property
from gettext import NullTranslations
from typing import TYPE_CHECKING, Any

from kltsite.present import FOLDER, TemplateError
from kltsite.present.foreign import marked

if TYPE_CHECKING:
    from jinja2 import Environment


def prepared(texts: Mapping[str, str]) -> None:
    """Have templates compiled; what is wrong with one is told where it is used."""
    from kltsite.present import jinja

    jinja.prepared(texts)


class Templates:
    """The templates in one language; `texts` are their sources by name, such as "entry.html"."""

    def __init__(self, texts: Mapping[str, str], translations: NullTranslations) -> None:
        self._texts, self._translations = texts, translations

    def __reduce__(self) -> tuple[Any, ...]:
        return Templates, (self._texts, self._translations)  # in another process, or on another machine, compiled anew

    @cached_property
    def _environment(self) -> Environment:
        from kltsite.present import jinja  # 20 ms that a change of stories alone need not pay

        return jinja.environment(self._load, self._translations)

    def _load(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        text = self._texts.get(name)
        return None if text is None else (text, FOLDER + name, lambda: self._texts.get(name) == text)

    def renew(self, texts: Mapping[str, str]) -> None:
        """Take other sources from now on; what is the same as before stays compiled. For previews: little changes."""
        self._texts = texts
        self._environment.auto_reload = True

    def render(self, name: str, page: object) -> str:
        """The page of the template `name`. Raises TemplateError."""
        try:
            return marked(self._environment.get_template(name).render(page=page))
        except Exception as error:  # whatever it is, a template led to it
            raise _placed(name, error) from error


def _placed(name: str, error: Exception) -> TemplateError:
    """Where in the templates it happened: the innermost frame that is a template's."""
    from jinja2 import TemplateSyntaxError, UndefinedError

    if isinstance(error, TemplateSyntaxError):
        return TemplateError(FOLDER + (error.name or name), error.lineno, error.message or "")
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(FOLDER)]
    place = frames[-1] if frames else None
    message = str(error) if isinstance(error, UndefinedError) else f"{type(error).__name__}: {error}"
    return TemplateError(place.filename if place else FOLDER + name, (place.lineno or 0) if place else 0, message)
