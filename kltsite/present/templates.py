"""View + template -> HTML. Templates hold no logic; a name they misspell is an error with file and line."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from gettext import NullTranslations

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateSyntaxError, UndefinedError
from markupsafe import Markup

from kltsite.present import TemplateError

FOLDER = "templates/"


class Templates:
    """The templates in one language; `texts` are their sources by name, such as "entry.html"."""

    def __init__(self, texts: Mapping[str, str], translations: NullTranslations) -> None:
        self._environment = Environment(
            loader=FunctionLoader(lambda name: (texts[name], FOLDER + name, lambda: True) if name in texts else None),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
            auto_reload=False,
        )
        self._environment.install_gettext_translations(translations, newstyle=False)  # type: ignore[attr-defined]

    def render(self, name: str, page: object) -> Markup:
        """The page of the template `name`. Raises TemplateError."""
        try:
            return Markup(self._environment.get_template(name).render(page=page))  # autoescaped
        except TemplateSyntaxError as error:
            raise TemplateError(FOLDER + (error.name or name), error.lineno, error.message or "") from error
        except Exception as error:  # whatever it is, a template led to it
            raise _placed(name, error) from error


def _placed(name: str, error: Exception) -> TemplateError:
    """Where in the templates it happened: the innermost frame that is a template's."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(FOLDER)]
    place = frames[-1] if frames else None
    message = str(error) if isinstance(error, UndefinedError) else f"{type(error).__name__}: {error}"
    return TemplateError(place.filename if place else FOLDER + name, (place.lineno or 0) if place else 0, message)
