"""View + template -> HTML. Templates hold no logic; a name they misspell is an error with file and line."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Mapping
from gettext import NullTranslations
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateSyntaxError, UndefinedError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from kltsite.languages import own_words
from kltsite.present import TemplateError
from kltsite.present.escaping import escaped
from kltsite.present.foreign import Foreign, between, marked, telling

FOLDER = "templates/"


class _Worded(Extension):
    """`_("Sources")` becomes the language's own words when a template is compiled: no page has to ask for them."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """Called by Jinja with the parts of a template, before it reads them."""
        tell = self.environment.tell  # type: ignore[attr-defined]
        held: list[Token] = []
        for token in stream:
            held.append(token)
            if [one.type for one in held] == _CALL[: len(held)] and held[0].value == "_":
                if len(held) == len(_CALL):
                    yield Token(token.lineno, "string", _printed(tell(held[2].value)))
                    held = []
            else:
                yield from held
                held = []
        yield from held


def _printed(words: str) -> str:
    """As a template holds it, where all words are text: those in another language between their marks."""
    return between(words, words.language) if isinstance(words, Foreign) else words


_CALL = ["name", "lparen", "string", "rparen"]


class _Printing(CodeGenerator):
    """Templates print by way of `escaped`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        self.write("environment.escaped(")
        if finalize.src is not None:
            self.write(finalize.src)


class _Environment(Environment):
    code_generator_class = _Printing


class Templates:
    """The templates in one language; `texts` are their sources by name, such as "entry.html"."""

    def __init__(self, texts: Mapping[str, str], translations: NullTranslations) -> None:
        self._texts, self._translations = texts, translations
        self._environment = _Environment(
            loader=FunctionLoader(self._load),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=[_Worded],
            auto_reload=False,
        )
        self._environment.extend(tell=telling(translations.gettext, own_words(translations)), escaped=escaped)

    def __reduce__(self) -> tuple[Any, ...]:
        return Templates, (self._texts, self._translations)  # in another process compiled anew

    def _load(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        text = self._texts.get(name)
        return None if text is None else (text, FOLDER + name, lambda: self._texts.get(name) == text)

    def renew(self, texts: Mapping[str, str]) -> None:
        """Take other sources from now on; what is the same as before stays compiled. For previews: little changes."""
        self._texts = texts
        self._environment.auto_reload = True

    def render(self, name: str, page: object) -> Markup:
        """The page of the template `name`. Raises TemplateError."""
        try:
            return Markup(marked(self._environment.get_template(name).render(page=page)))  # autoescaped
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
