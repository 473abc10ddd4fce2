"""The six verdicts on an entry, with what each rests on in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kltsite.domain.collaboration import Collaboration
from kltsite.languages import N_
from kltsite.present.addresses import relative
from kltsite.present.views import GroundItem, Said, VerdictItem
from kltsite.present.views.scene import Scene, of_scene
from kltsite.validator.criteria import CRITERIA, State, Verdict

STATES = {
    State.MET: N_("met"),
    State.ATTESTED: N_("attested"),
    State.OPEN: N_("open"),
    State.UNMET: N_("not met"),
}


def limits(scene: Scene) -> dict[str, str]:
    """The limits of the criteria, as their sentences name them."""
    words, known = scene.words, scene.settings.criteria
    return {
        "employees": words.number(known.employees.at_most),
        "inhabitants": words.number(known.inhabitants.below),
        "urban_partners": words.number(known.urban_partners),
    }


@of_scene(16)
def named(scene: Scene) -> Mapping[str, tuple[str, str]]:
    """Each criterion's name and sentence, by its code."""
    told, filled = scene.words.gettext, limits(scene)
    return {one.code: (told(one.name), told(one.summary).format_map(filled)) for one in CRITERIA}


@of_scene(1024)
def _head(scene: Scene, code: str, key: str, state: State, folder: str) -> tuple[str, str, str, str]:
    """Name, sentence, label of the state and link: the same for all entries of which a criterion says the same."""
    href = relative(folder, scene.addresses.criterion(key))
    return (*named(scene)[code], scene.words.gettext(STATES[state]), href)


def verdict_item(scene: Scene, verdict: Verdict, folder: str) -> VerdictItem:
    """One verdict, as the page shows it; what an attestation says is told once, below all."""
    words = scene.words
    name, summary, state_label, href = _head(scene, verdict.code, verdict.key, verdict.state, folder)
    grounds = tuple(
        GroundItem(
            scene.said(ground.text) if ground.text else Said(words.fill(ground.message, ground.values)), ground.source
        )
        for ground in verdict.grounds
        if verdict.state is not State.ATTESTED
    )
    return VerdictItem(
        code=verdict.code,
        name=name,
        summary=summary,
        href=href,
        state=verdict.state.value,
        state_label=state_label,
        grounds=grounds,
    )


def attestation(scene: Scene, case: Collaboration, verdicts: Sequence[Verdict]) -> GroundItem | None:
    """Who vouches, and for what: told once where it stands in for figures of any criterion."""
    vouched = (scene.settings.criteria.attestations or {}).get(case.attested or "")
    if vouched is None or all(verdict.state is not State.ATTESTED for verdict in verdicts):
        return None
    told = scene.words.gettext("Attested by {by}: {statement}")
    by, statement = scene.said(vouched.by), scene.said(vouched.statement)
    return GroundItem(Said(told.format(by=by.text, statement=statement.text)), vouched.source)
