// Marks follow filters and light up.
(() => {
  const all = (of) => [...document.querySelectorAll(of)];
  const places = all("[data-mark]");
  const marks = all("a.mark");
  const [map] = all("svg.map");
  const width = map.dataset.keyLength;
  if (!location.hash) map.parentNode.scrollLeft = (map.clientWidth - innerWidth) / 2;
  const key = (slug) => {
    let hash = 0x811c9dc5;
    for (const one of slug) hash = Math.imul(hash ^ one.charCodeAt(), 16777619);
    return (hash >>> 0).toString(36).padStart(7, 0).slice(-width);
  };
  const shows = marks.map((link) => {
    const [title, , text] = link.children;
    const name = title.textContent, count = text?.textContent, href = link.href.baseVal;
    const keys = link.dataset.keys.match(RegExp(`.{${width}}`, "g"));
    return (by) => {
      const held = keys.map((one) => by?.get(one)).filter(Boolean);
      const part = !!by && held.length < keys.length;
      link.classList.toggle("is-out", part && !held[0]);
      if (!text) return;
      text.textContent = part ? held.length : count;
      title.textContent = part ? name.replace(/: (?!.*: )/, `$&${held.length} / `) : name;
      link.href.baseVal = part ? href.replace("#", `?only=${held}#`) : href;
    };
  });
  const show = (slugs) => {
    const by = slugs && new Map([...slugs].map((one) => [key(one), one]));
    shows.map((one) => one(by));
  };
  window.kltMap = { show };
  const only = new URLSearchParams(location.search).get("only")?.split(",");
  if (only && places[0]) {
    for (const one of all(".map-entries a"))
      one.parentNode.hidden = !only.some((slug) => one.href.endsWith(`/${slug}.html`));
    show(only);
  }
  const id = (one) => one?.dataset.mark ?? one?.id;
  const light = ({ target }) => {
    const of = "[data-mark], a.mark";
    const lit = id(target.closest(of) ?? document.activeElement.closest(of));
    for (const one of [...marks, ...places]) one.classList.toggle("is-lit", id(one) === lit);
  };
  for (const kind of ["mouseover", "focusin"]) addEventListener(kind, light);
})();
