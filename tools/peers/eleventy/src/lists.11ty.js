// One page of one list.
import { addressOf, card, counted, escape, facets, filled, framed, linked, sprite, titled, trail } from "../frame.js";
import { listOf, rows, site } from "../store.js";

export const data = {
  pagination: { data: "listKeys", size: 1, alias: "key" },
  permalink: ({ key }) => addressOf(listOf(key), listOf(key).page),
};

export function render({ key }) {
  const list = listOf(key);
  const { language, page, pages } = list;
  const words = site[language];
  const w = words.words;
  const { title, group } = titled(site, list);
  const address = addressOf(list, page);
  const description = `${group ? `${group}: ` : ""}${title}. ${list.total}.`;
  const base = site.base.slice(0, -1);
  const items = list.shown.map((one, at) => ({
    "@type": "ListItem", position: list.first + at + 1, url: base + one.address,
  }));
  const whole = { "@type": "ItemList", numberOfItems: list.total, itemListElement: items };
  const head = { language, address, title, description };
  return framed(site, {
    ...head,
    data: linked(site, head, { "@type": "CollectionPage", description, mainEntity: whole }, [
      { name: title, item: base + address },
    ]),
    main: `${sprite(site, list.shown)}
${trail(words, [{ name: w.Home, href: `/${language}/index.html` }, { name: w.Collaborations, href: `/${language}/collaborations.html` }], title)}
<header class="page-header">
${group ? `<p class="kicker">${escape(group)}</p>\n` : ""}<h1>${escape(title)}</h1>
<p class="total">${escape(counted(words, list.total))}</p>
</header>
<section class="entries" aria-labelledby="entries--heading">
<h2 id="entries--heading" class="visually-hidden">${escape(w.Entries)}</h2>
<ul class="cards">
${list.shown.map((one) => card(site, one)).join("\n")}
</ul>
${pages > 1 ? pager(w, list) : ""}</section>
${!list.name && page === 1 ? facets(site, rows[language]) : ""}`,
  });
}

function pager(w, list) {
  const { page, pages } = list;
  const near = Array.from({ length: pages }, (_, at) => at + 1).filter(
    (one) => one === 1 || one === pages || Math.abs(one - page) <= 2,
  );
  const before = page > 1 ? `<li><a href="${addressOf(list, page - 1)}" rel="prev">${escape(w["Previous page"])}</a></li>\n` : "";
  const behind = page < pages ? `<li><a href="${addressOf(list, page + 1)}" rel="next">${escape(w["Next page"])}</a></li>\n` : "";
  return `<nav class="pager" aria-label="${escape(w["Pages of this list"])}">
<p>${filled(w["Page {page} of {pages}"], { page, pages })}</p>
<ul>
${before}${near.map((one) => `<li><a href="${addressOf(list, one)}"${one === page ? ' aria-current="page"' : ""}>${one}</a></li>`).join("\n")}
${behind}</ul>
</nav>
`;
}
