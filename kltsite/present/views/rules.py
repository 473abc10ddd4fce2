"""What the checks say: a page for each rule, and one that lists them all.

They are for those who have just been told a code, and come by its address. No search engine may list them, and the
sitemap leaves them out: who looks for collaborations should not find ninety pages on commas first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from kltsite.languages import N_, Msg
from kltsite.present.addresses import folder_of, relative
from kltsite.present.foreign import Foreign
from kltsite.present.views import CriterionItem, Frame, Link, linked
from kltsite.present.views.correcting import NAME as CONTRIBUTE
from kltsite.present.views.linked import Step
from kltsite.present.views.scene import Scene, of_scene
from kltsite.present.views.verdicts import named
from kltsite.problems import Level
from kltsite.problems.catalogue import CATALOGUE, GROUPS, Rule
from kltsite.problems.examples import NOTHING, Examples, marked
from kltsite.problems.telling import blanks, unfilled
from kltsite.validator import coherence
from kltsite.validator.criteria import CRITERIA

_WEIGHTS = {
    Level.ERROR: N_("An error: it stops the build."),
    Level.WARNING: N_("A warning: it stops kltsite check --strict only."),
    Level.TODO: N_("A to-do: it stops nothing."),
}
_JUDGED = N_("An error in a published entry, a to-do in a draft.")
_MAY_BE_SET_ASIDE = N_("A warning: it stops kltsite check --strict only; an entry may set it aside with a reason.")

_KEYS = {one.code: one.key for one in CRITERIA}


class RuleGroup(Struct, frozen=True):
    """The rules whose codes begin alike."""

    codes: str  # KLT3xx
    heading: str
    about: str
    rules: tuple[tuple[str, Link], ...]  # code, title


class HelpView(Struct, frozen=True):
    """`help.html`: every rule, by what it is about."""

    frame: Frame
    trail: tuple[Link, ...]
    groups: tuple[RuleGroup, ...]


class RuleSentence(Struct, frozen=True):
    """One thing that a rule can say, with its example."""

    key: str
    message: str
    why: str
    fix: str
    file: str  # that the example is from; "" for a case file
    wrong: tuple[tuple[str, str, str], ...]  # lines: before the marked part, that part, behind it
    right: tuple[str, ...]


class RuleView(Struct, frozen=True):
    """`rule.html`: one rule."""

    frame: Frame
    trail: tuple[Link, ...]
    code: str
    title: str
    weight: str
    criterion: CriterionItem | None  # whose page tells more
    sentences: tuple[RuleSentence, ...]


def weight(rule: Rule) -> Msg:
    """How much a rule weighs, in a sentence."""
    if coherence.may_be_set_aside(rule.code):
        return _MAY_BE_SET_ASIDE
    return _JUDGED if rule.code in _KEYS else _WEIGHTS[rule.level]


def help_view(scene: Scene) -> HelpView:
    """Every rule by its code."""
    address, say = scene.addresses.view("help") or "", scene.words.gettext
    folder = folder_of(address)
    twins = {language: one.view("help") or "" for language, one in scene.everywhere.items()}
    described = say("Everything that is checked before an entry is published, and how to mend what is wrong.")
    above = [linked.view_step(scene, name) for name in (CONTRIBUTE, "help") if name in ("help", *scene.pages)]
    groups = tuple(
        RuleGroup(
            codes=f"KLT{digit}xx",
            heading=say(heading),
            about=say(about),
            rules=tuple(
                (code, Link(say(rule.title), relative(folder, scene.addresses.rule(code))))
                for code, rule in CATALOGUE.items()
                if code[3] == digit
            ),
        )
        for digit, (heading, about) in GROUPS.items()
    )
    return HelpView(
        frame=scene.frame(address, twins, scene.named("help"), described, index=False),
        trail=linked.trail((linked.home_step(scene), *above), folder),
        groups=groups,
    )


def rule_view(scene: Scene, rule: Rule, examples: Examples) -> RuleView:
    """One rule with all it can say."""
    address, say = scene.addresses.rule(rule.code), scene.words.gettext
    folder, title = folder_of(address), say(rule.title)
    twins = {language: one.rule(rule.code) for language, one in scene.everywhere.items()}
    named_so = f"{rule.code} {title}"
    steps = (linked.home_step(scene), linked.view_step(scene, "help"), Step(rule.code, address))
    return RuleView(
        frame=scene.frame(address, twins, named_so, say(next(iter(rule.sentences.values())).why), index=False),
        trail=linked.trail(steps, folder),
        code=rule.code,
        title=title,
        weight=say(weight(rule)),
        criterion=_criterion(scene, rule.code, folder),
        sentences=tuple(_sentences(scene, rule, examples)),
    )


@of_scene(16)
def _blanks(scene: Scene) -> Mapping[str, str]:
    return blanks(scene.words.translations)


def _sentences(scene: Scene, rule: Rule, examples: Examples) -> Iterator[RuleSentence]:
    def told(message: Msg) -> str:
        said = scene.words.gettext(message)
        text = unfilled(said, _blanks(scene))
        return Foreign(text, said.language) if isinstance(said, Foreign) else text

    for key, one in rule.sentences.items():
        example = examples.get(f"{rule.code}/{key}", NOTHING)
        yield RuleSentence(
            key=key,
            message=told(one.message),
            why=told(one.why),
            fix=told(one.fix),
            file=example.file,
            wrong=tuple(marked(example.wrong)),
            right=example.right,
        )


def _criterion(scene: Scene, code: str, folder: str) -> CriterionItem | None:
    if code not in _KEYS:
        return None
    name, summary = named(scene)[code]
    return CriterionItem(code, name, summary, relative(folder, scene.addresses.criterion(_KEYS[code])))
