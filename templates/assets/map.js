// Marks follow filters and light up.
(() => {
  const all = (of) => [...document.querySelectorAll(of)];
  const places = all("[data-mark]");
  const marks = all("a.mark");
  const [map] = all("svg.map");
  if (!location.hash) map.parentNode.scrollLeft = (map.clientWidth - innerWidth) / 2;
  const shows = marks.map((link) => {
    const [title, , text] = link.children;
    const name = title.textContent, count = text?.textContent, href = link.href.baseVal;
    const whole = Number(link.dataset.held ?? 1);
    return (held) => {
      const part = !!held && held.length < whole;
      link.classList.toggle("is-out", part && !held[0]);
      if (!text) return;
      text.textContent = part ? held.length : count;
      title.textContent = part ? name.replace(/: (?!.*: )/, `$&${held.length} / `) : name;
      link.href.baseVal = part ? href.replace("#", `?only=${held}#`) : href;
    };
  });
  // The slugs to show, by the place of their mark on the map; nothing for all of them.
  const show = (slugs) => shows.forEach((one, place) => one(slugs && (slugs.get(place) ?? [])));
  window.kltMap = { show };
  const only = new URLSearchParams(location.search).get("only")?.split(",");
  if (only && places[0]) {
    const held = new Map(marks.map((_, place) => [place, []]));
    for (const one of all(".map-entries a")) {
      const slug = only.find((slug) => one.href.endsWith(`/${slug}.html`));
      one.parentNode.hidden = !slug;
      if (slug) held.get(marks.findIndex((mark) => mark.id === one.closest("[data-mark]")?.dataset.mark))?.push(slug);
    }
    show(held);
  }
  const id = (one) => one?.dataset.mark ?? one?.id;
  const light = ({ target }) => {
    const of = "[data-mark], a.mark";
    const lit = id(target.closest(of) ?? document.activeElement.closest(of));
    for (const one of [...marks, ...places]) one.classList.toggle("is-lit", id(one) === lit);
  };
  for (const kind of ["mouseover", "focusin"]) addEventListener(kind, light);
})();
