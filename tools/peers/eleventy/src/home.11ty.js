// The first page of each language.
import { card, counted, escape, facets, framed, linked, sprite } from "../frame.js";
import { rows, site } from "../store.js";

export const data = {
  pagination: { data: "languages", size: 1, alias: "language" },
  permalink: ({ language }) => `/${language}/index.html`,
};

export function render({ language }) {
  const words = site[language];
  const first = rows[language].entries.slice(0, 6);
  const head = { language, address: `/${language}/index.html`, title: words.name, description: words.tagline };
  return framed(site, {
    ...head,
    data: linked(site, head, { "@type": "WebSite", description: words.tagline }),
    main: `${sprite(site, first)}
<h1>${escape(words.name)}</h1>
<p class="lead">${escape(words.tagline)}</p>
<p class="total">${escape(counted(words, rows[language].entries.length))}</p>
<ul class="cards">
${first.map((one) => card(site, one)).join("\n")}
</ul>
${facets(site, rows[language])}`,
  });
}
