// Marks follow filters, light up with their places.
(() => {
  const all = (of) => [...document.querySelectorAll(of)];
  const places = all("[data-mark]");
  const marks = all("a.mark");
  const [map] = all("svg.map");
  const width = map.dataset.keyLength;
  if (!location.hash) map.parentNode.scrollLeft = (map.clientWidth - innerWidth) / 2;
  const key = (slug) => {
    let hash = 0x811c9dc5;
    for (const letter of slug) hash = Math.imul(hash ^ letter.charCodeAt(), 0x01000193);
    return (hash >>> 0).toString(36).padStart(7, 0).slice(-width);
  };
  const shows = marks.map((link) => {
    const [title, , text] = link.children;
    const name = title.textContent, figure = text?.textContent, href = link.href.baseVal;
    const keys = link.dataset.keys?.match(RegExp(`.{${width}}`, "g")) ?? [];
    return (wanted) => {
      const held = keys.map((one) => wanted?.get(one)).filter(Boolean);
      const part = !!wanted && held.length < keys.length;
      link.classList.toggle("is-out", part && !held[0]);
      if (!text) return;
      text.textContent = part ? held.length : figure;
      title.textContent = part ? name.replace(/: (?!.*: )/, `$&${held.length} / `) : name;
      link.href.baseVal = part ? href.replace("#", `?only=${held}#`) : href;
    };
  });
  const show = (slugs) => {
    const wanted = slugs && new Map([...slugs].map((slug) => [key(slug), slug]));
    shows.map((one) => one(wanted));
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
    const lit = id(target.closest("[data-mark], a.mark"));
    for (const one of [...marks, ...places]) one.classList.toggle("is-lit", id(one) === lit);
  };
  for (const kind of ["mouseover", "focusin"]) addEventListener(kind, light);
})();
