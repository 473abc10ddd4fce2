"""Templates as Jinja compiles them: once for all languages, and then with the words of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from contextlib import suppress
from functools import lru_cache
from gettext import NullTranslations
from operator import call
from types import CodeType
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateSyntaxError, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import escape

from kltsite.languages import own_words
from kltsite.present import FOLDER
from kltsite.present.escaping import escaped
from kltsite.present.foreign import Foreign, between, telling

Load = Callable[[str], tuple[str, str, Callable[[], bool]] | None]


class _Words(Extension):
    """`_("Sources")` is marked in what is compiled, and becomes the words of a language behind that, see `_told`."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """Called by Jinja with the parts of a template, before it reads them."""
        held: list[Token] = []
        for token in stream:
            held.append(token)
            if [one.type for one in held] == _CALL[: len(held)] and held[0].value == "_":
                if len(held) == len(_CALL):
                    yield Token(token.lineno, "string", f"{_BEGIN}<{held[2].value.encode().hex()}>{_END}")
                    held = []
            else:
                yield from held
                held = []
        yield from held


_CALL = ["name", "lparen", "string", "rparen"]
_BEGIN, _END = "\ufdd3", "\ufdd4"  # no text has these: they are no characters (Unicode, 23.7)
_MARKED = re.compile(f"{_BEGIN}(<|&lt;)([0-9a-f]*)(?:>|&gt;){_END}")  # digits: what nothing takes for anything else


class _Printing(CodeGenerator):
    """Templates print by way of `escaped`, and nothing is done to words before they are those of a language."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        self.write("environment.escaped(")
        if finalize.src is not None:
            self.write(finalize.src)

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> str:
        if not isinstance(node, nodes.Const | nodes.TemplateData):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        """What a template names behind a point is an attribute, and never an item; the library asks for both."""
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """A macro or method is called as it is; the library first asks each whether it wants the context."""
        self.write("environment.called(")
        self.visit(node.node, frame)
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        self.write(")")


class _Neutral(Environment):
    """Templates as they are compiled for all languages."""

    code_generator_class = _Printing


_OPTIONS: dict[str, Any] = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "extensions": [_Words],
    "optimized": False,
    "cache_size": -1,  # there are few, and all are needed
}


@lru_cache(maxsize=256)
def _compiled(source: str, name: str | None, filename: str | None) -> CodeType:
    """A template for all languages: to compile it takes a hundred times as long as to put in the words of one."""
    return _Neutral(**_OPTIONS).compile(source, name, filename)


def prepared(texts: Mapping[str, str]) -> None:
    """Have templates compiled; what is wrong with one is told where it is used."""
    for name, text in texts.items():
        with suppress(TemplateSyntaxError):
            _compiled(text, name, FOLDER + name)


def _told(code: CodeType, tell: Callable[[str], str]) -> CodeType:
    """Compiled code with the words of a language in place of the marks: plain ones, or escaped where they are text."""

    def words(found: re.Match[str]) -> str:
        told = tell(bytes.fromhex(found[2]).decode())
        told = between(told, told.language) if isinstance(told, Foreign) else told
        return told if found[1] == "<" else str(escape(told))

    def constant(one: Any) -> Any:
        match one:
            case str():
                return _MARKED.sub(words, one) if _BEGIN in one else one
            case tuple() | frozenset():
                return type(one)(map(constant, one))
            case CodeType():
                return _told(one, tell)
        return one

    return code.replace(co_consts=tuple(map(constant, code.co_consts)))


class _Environment(Environment):
    def compile(  # type: ignore[override]
        self, source: str, name: str | None = None, filename: str | None = None
    ) -> CodeType:
        return _told(_compiled(source, name, filename), self.tell)  # type: ignore[attr-defined]

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """A plain mapping: each page goes through it several times, and the library's is slow."""
        return {**self.globals, **(d or {})}


def environment(load: Load, translations: NullTranslations) -> Environment:
    """What renders templates in one language; `load` has their sources."""
    found = _Environment(loader=FunctionLoader(load), auto_reload=False, **_OPTIONS)
    found.extend(tell=telling(translations.gettext, own_words(translations)), escaped=escaped, called=call)
    return found
