// What every page has around its content, and the parts that several pages share.
import { addressOf, best } from "./lists.js";

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };

export const escape = (text) => String(text).replace(/[&<>"']/g, (mark) => ENTITIES[mark]);

export const filled = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

const headers = new Map();

function around(site, language) {
  if (!headers.has(language)) {
    const words = site[language];
    const links = (items) =>
      items.map((one) => `<li><a href="/${language}/${one.name}.html">${escape(one.text)}</a></li>`).join("\n");
    headers.set(language, {
      header: `<a class="site-name" href="/${language}/index.html"><svg class="emblem" viewBox="0 0 160 100" aria-hidden="true" focusable="false"><circle class="emblem-cci" cx="50" cy="50" r="46"/><path class="emblem-sme" d="M68 6h86v88H68z"/></svg><span>${escape(words.name)}</span></a>
<nav class="site-navigation" aria-label="${escape(words.words["Main navigation"])}">
<ul>
${links(words.navigation)}
</ul>
</nav>`,
      footer: `<footer class="site-footer">
<nav aria-label="${escape(words.words["More pages"])}">
<ul>
${links(words.footer)}
</ul>
</nav>
<p><a href="mailto:${site.contact.email}">${escape(site.contact.name)}</a></p>
<p>${escape(words.funding)}</p>
<p>${escape(words.words["Our own texts and data:"])} <a href="${site.licence.url}" rel="license">${escape(site.licence.name)}</a>. ${escape(words.words["Pictures and quoted sources belong to those named beside them."])}</p>
</footer>`,
    });
  }
  return headers.get(language);
}

// The structured data that every page shares, with what is its own.
export function linked(site, page, more, steps = []) {
  const words = site[page.language];
  const url = site.base.slice(0, -1) + page.address;
  const home = `${site.base}${page.language}/index.html`;
  const all = [{ name: words.words.Home, item: home }, ...steps];
  return JSON.stringify({
    "@context": "https://schema.org",
    "@id": url,
    url,
    name: page.title,
    inLanguage: page.language,
    license: site.licence.url,
    publisher: { "@type": "Organization", name: site.contact.name, url: site.publisher },
    isPartOf: { "@type": "WebSite", "@id": home, name: words.name },
    breadcrumb: {
      "@type": "BreadcrumbList",
      itemListElement: all.map((step, at) => ({ "@type": "ListItem", position: at + 1, ...step })),
    },
    ...more,
  }).replace(/</g, "\\u003c");
}

// A whole page: { language, address, title, description, type, data, main }.
export function framed(site, page) {
  const { language, address } = page;
  const words = site[language];
  const w = words.words;
  const other = language === "en" ? "de" : "en";
  const twin = (one) => `/${one}${address.slice(3)}`;
  const base = site.base.slice(0, -1);
  const title = escape(page.title);
  const description = escape(page.description);
  const { header, footer } = around(site, language);
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – ${escape(words.name)}</title>
<meta name="description" content="${description}">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${description}">
<meta property="og:type" content="${page.type ?? "website"}">
<meta property="og:url" content="${base}${address}">
<meta property="og:site_name" content="${escape(words.name)}">
<meta property="og:locale" content="${words.locale}">
<meta property="og:locale:alternate" content="${site[other].locale}">
<meta name="twitter:card" content="summary">
<script type="application/ld+json">${page.data}</script>
<meta name="color-scheme" content="light dark">
<link rel="icon" type="image/svg+xml" href="/assets/icon.svg">
<link rel="canonical" href="${base}${address}">
${["en", "de"].map((one) => `<link rel="alternate" hreflang="${one}" href="${base}${twin(one)}">`).join("\n")}
<link rel="alternate" type="application/atom+xml" title="${escape(words.name)}" href="/${language}/feed.xml">
<link rel="preload" as="font" type="font/woff2" href="/assets/fonts/source-sans-3-latin.woff2" crossorigin>
<link rel="preload" as="font" type="font/woff2" href="/assets/fonts/vollkorn-latin.woff2" crossorigin>
<link rel="stylesheet" href="/assets/site.css">
</head>
<body>
<a class="skip-link" href="#main--content">${escape(w["Skip to the content"])}</a>
<header class="site-header">
${header}
<nav class="language-switch" aria-label="${escape(w.Language)}">
<ul>
${["en", "de"].map((one) => `<li><a href="${twin(one)}" lang="${one}" hreflang="${one}"${one === language ? ' aria-current="true"' : ""}>${site[one].own}</a></li>`).join("\n")}
</ul>
</nav>
</header>
<main id="main--content">
${page.main}
</main>
${footer}
</body>
</html>
`;
}

export const emblem = (one) =>
  `<svg class="emblem" viewBox="0 0 160 100" aria-hidden="true" focusable="false"><use class="emblem-cci" href="#cci--${one.cci}" width="100" height="100"/><use class="emblem-sme" href="#sme--${one.sme}" x="60" width="100" height="100"/></svg>`;

// The forms that the emblems of some entries use, each once.
export function sprite(site, entries) {
  const used = new Set(entries.flatMap((one) => [`cci--${one.cci}`, `sme--${one.sme}`]));
  const symbols = [...used].sort().map((form) => site.symbols[form]).join("");
  return `<svg class="sprite" width="0" height="0" aria-hidden="true">${symbols}</svg>`;
}

export const placeOf = (words, place) =>
  place
    ? [place.locality, place.region, place.country && words.labels.country[place.country.toLowerCase()]]
        .filter(Boolean).join(", ")
    : "";

const cards = new WeakMap();

// The card of an entry, made once for all lists.
export function card(site, one) {
  if (!cards.has(one)) {
    const words = site[one.language];
    const named = (name) => one.facets[name].map((key) => words.labels[name][key]).join(" + ");
    const pair = [named("subsector"), named("sector")].filter(Boolean).join(" × ");
    const place = placeOf(words, one.place);
    cards.set(one, `<li class="card">
<div class="card-picture">${emblem(one)}</div>
<div class="card-text">
<h3 class="card-title"><a href="${one.address}">${escape(one.name)}</a></h3>
<p class="card-pair">${escape(pair)}</p>
${one.summary ? `<p class="card-summary">${escape(best(one.summary, one.language))}</p>\n` : ""}${place ? `<p class="card-place">${escape(place)}</p>\n` : ""}</div>
</li>`);
  }
  return cards.get(one);
}

export const trail = (words, steps, last) => `<nav class="trail" aria-label="${escape(words.words["You are here"])}">
<ol>
${steps.map((step) => `<li><a href="${step.href}">${escape(step.name)}</a></li>`).join("\n")}
<li aria-current="page">${escape(last)}</li>
</ol>
</nav>`;

// What a list is called: its own name and that of its kind.
export function titled(site, list) {
  const words = site[list.language];
  const labels = words.labels[list.name] ?? {};
  if (!list.name) return { title: words.words.Collaborations, group: "" };
  const group = words.groups[list.name];
  if (list.name === "region") return { title: list.shown[0].place.region, group };
  if (list.name === "started") return { title: filled(words.words["Began in {year}"], { year: list.value }), group };
  if (list.name === "meeting") {
    const [one, other] = list.value.split("__");
    return { title: `${words.labels.subsector[one]} × ${words.labels.sector[other]}`, group };
  }
  return { title: labels[list.value] ?? list.value, group };
}

// Every list with its number of entries.
export function facets(site, row) {
  const words = site[row.language];
  const groups = site.lists.filter((name) => name !== "meeting").map((name) => {
    const items = [...row.values[name]].sort(([one], [other]) => (one < other ? -1 : 1)).map(([value, entries]) => {
      const { title } = titled(site, { language: row.language, name, value, shown: entries });
      const told = filled(words.words["entries: {count}"], { count: entries.length });
      return `<li><a href="/${row.language}/${name}/${value}.html">${escape(title)} <span class="count" role="img" aria-label="${escape(told)}">${entries.length}</span></a></li>`;
    });
    return `<section class="facet-group">\n<h3>${escape(words.groups[name])}</h3>\n<ul>\n${items.join("\n")}\n</ul>\n</section>`;
  });
  return `<section class="look-closer" aria-labelledby="facets--heading">
<h2 id="facets--heading">${escape(words.words["Look closer"])}</h2>
<div class="facet-groups">
${groups.join("\n")}
</div>
</section>`;
}

export const counted = (words, count) =>
  filled(words.words[count === 1 ? "{count} entry" : "{count} entries"], { count });

export { addressOf };
