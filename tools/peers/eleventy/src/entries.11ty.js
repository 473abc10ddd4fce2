// The page of one entry in one language.
import { card, emblem, escape, filled, framed, linked, placeOf, sprite, trail } from "../frame.js";
import { best } from "../lists.js";
import { entryOf, rows, site } from "../store.js";

export const data = {
  pagination: { data: "entryKeys", size: 1, alias: "key" },
  permalink: ({ key }) => entryOf(key).address,
};

const ROLES = { cci: "Creative partner", sme: "Small or medium-sized enterprise", other: "Further partner" };

export function render({ key }) {
  const one = entryOf(key);
  const { language } = one;
  const description = one.summary ? best(one.summary, language) : one.name;
  const head = { language, address: one.address, title: one.name, description, type: "article" };
  return framed(site, { ...head, data: structured(one, head, description), main: main(one) });
}

// 2018, May 2018, 1 May 2018.
function day(words, moment) {
  const [year, month, date] = String(moment).split("-");
  const named = month ? `${words.months[Number(month) - 1]} ${year}` : year;
  return date ? `${Number(date)}${words.after_day} ${named}` : named;
}

const number = (words, value) => String(value).replace(/\B(?=(\d{3})+$)/g, words.group);

function structured(one, head, description) {
  const { language, place, period = {}, partners = [], sources = [] } = one;
  const words = site[language];
  const keywords = ["subsector", "sector"].flatMap((name) => one.facets[name].map((value) => words.labels[name][value]));
  const steps = [{ name: words.words.Collaborations, item: `${site.base}${language}/collaborations.html` }];
  const project = { "@type": "Project", name: one.name, description };
  const more = { "@type": "ItemPage", keywords };
  if (one.listed) more.datePublished = one.listed;
  if (one.reviewed) more.lastReviewed = one.reviewed;
  if (place) {
    const code = place.country.toLowerCase();
    more.spatialCoverage = {
      "@type": "Place",
      "@id": "#place",
      address: {
        "@type": "PostalAddress", addressCountry: place.country, addressLocality: place.locality,
        addressRegion: place.region,
      },
      ...(place.latitude === undefined
        ? {}
        : { geo: { "@type": "GeoCoordinates", latitude: place.latitude, longitude: place.longitude } }),
    };
    project.location = { "@id": "#place" };
    steps.push({ name: words.labels.country[code], item: `${site.base}${language}/country/${code}.html` });
  }
  more.citation = sources.map((source) => ({ "@type": "CreativeWork", url: source.url }));
  if (period.started) project.foundingDate = String(period.started);
  if (period.ended) project.dissolutionDate = String(period.ended);
  project.member = partners.map(({ role, name, website }) => ({
    "@type": role === "sme" ? "Organization" : "Thing", name, url: website,
  }));
  steps.push({ name: one.name, item: site.base.slice(0, -1) + one.address });
  return linked(site, head, { ...more, mainEntity: project }, steps);
}

// Links to the sources that carry a field: those that name it, what it is part of, or a part of it.
function marked(one, field) {
  const word = site[one.language].words["source {number}"];
  const links = (one.sources ?? []).flatMap((source, at) =>
    (source.supports ?? []).some(
      (name) => name === field || name.startsWith(`${field}.`) || field.startsWith(`${name}.`),
    )
      ? [`<a href="#source-${at + 1}" aria-label="${escape(filled(word, { number: at + 1 }))}">[${at + 1}]</a>`]
      : [],
  );
  return links.length ? `<sup class="marks">${links.join(" ")}</sup>` : "";
}

function gist(one) {
  const words = site[one.language];
  const w = words.words;
  const named = (one.partners ?? []).filter((partner) => partner.role !== "other").map((partner) => {
    const fields = [
      ...(partner.subsectors ?? []).map((key) => words.labels.subsector[key]),
      ...(partner.sectors ?? []).map((key) => words.labels.sector[key]),
    ];
    return `${partner.name} (${fields.join(", ")})`;
  });
  const partners = named.length > 1
    ? filled(w["{names} and {last}"], { names: named.slice(0, -1).join(", "), last: named.at(-1) })
    : named.join(", ");
  const { started, ended } = one.period ?? {};
  const start = started ? day(words, started) : "";
  const end = ended ? day(words, ended) : "";
  const pattern = start && end
    ? "{partners} worked together ({start} to {end})."
    : start ? "{partners} have worked together since {start}." : "{partners} work together.";
  const place = placeOf(words, one.place);
  return `${place ? `${place}: ` : ""}${filled(w[pattern], { partners, start, end })}`;
}

function partner(words, language, one) {
  const w = words.words;
  const link = (name, key) => `<a href="/${language}/${name}/${key}.html">${escape(words.labels[name][key])}</a>`;
  const fields = [
    ...(one.subsectors ?? []).map((key) => link("subsector", key)),
    ...(one.sectors ?? []).map((key) => link("sector", key)),
  ];
  const seat = [one.locality, one.country && words.labels.country[one.country.toLowerCase()]].filter(Boolean).join(", ");
  const where = [seat, one.setting === "urban" ? w.urban : ""].filter(Boolean).join(" · ");
  return `<div class="partner">
<h3>${escape(one.name)}</h3>
<p class="partner-role">${escape(w[ROLES[one.role]])}</p>
${fields.length ? `<p>${fields.join(" · ")}</p>\n` : ""}${where ? `<p>${escape(where)}</p>\n` : ""}${one.employees ? `<p>${escape(employed(words, one.employees))}</p>\n` : ""}${one.website ? `<p><a href="${escape(one.website)}" rel="external">${escape(filled(w["Website of {name}"], { name: one.name }))}</a></p>\n` : ""}</div>`;
}

const employed = (words, count) =>
  filled(words.words[count === 1 ? "{count} employee" : "{count} employees"], { count: number(words, count) });

function fact(w, label, told, marks, { href = "", remark = "" } = {}) {
  const value = told ? `<dd>${href ? `<a href="${href}">${escape(told)}</a>` : escape(told)}${marks}</dd>\n` : "";
  const none = told || remark ? "" : `<dd class="not-stated">${escape(w["not stated"])}</dd>\n`;
  return `<div>\n<dt>${escape(label)}</dt>\n${value}${none}${remark ? `<dd class="remark">${escape(remark)}</dd>\n` : ""}</div>`;
}

function section(name, heading, inner) {
  return inner ? `<section aria-labelledby="${name}--heading">\n<h2 id="${name}--heading">${escape(heading)}</h2>\n${inner}\n</section>\n` : "";
}

function facts(one) {
  const words = site[one.language];
  const w = words.words;
  const place = one.place ?? {};
  const code = place.country?.toLowerCase();
  const told = inhabitants(words, place);
  const { started, ended, years } = one.period ?? {};
  let period = "";
  if (started && ended) {
    period = filled(w["{start} to {end}"], { start: day(words, started), end: day(words, ended) });
  } else if (started) period = filled(w["since {start}"], { start: day(words, started) });
  else if (years) period = filled(w["{years} years"], { years });
  return [
    fact(w, w.Place, place.locality, marked(one, "place.locality")),
    fact(w, w.Region, place.region, marked(one, "place.region"), {
      href: `/${one.language}/region/${one.facets.region[0]}.html`,
    }),
    fact(w, w.Country, code && words.labels.country[code], marked(one, "place.country"), {
      href: `/${one.language}/country/${code}.html`,
    }),
    fact(w, w.Inhabitants, told, marked(one, "place.inhabitants")),
    fact(w, w.Period, period, marked(one, "period"), { remark: best(one.remarks?.period, one.language) }),
  ].join("\n");
}

function inhabitants(words, place) {
  if (!place.inhabitants) return "";
  return number(words, place.inhabitants) + (place.counted ? ` (${place.counted})` : "");
}

function answers(one) {
  const words = site[one.language];
  const w = words.words;
  return ["contact", "regional_value", "partner_value", "innovation"].map((name) => {
    const values = one.facets[name].map(
      (key) => `<dd><a href="/${one.language}/${name}/${key}.html">${escape(words.labels[name][key])}</a></dd>\n`,
    );
    const remark = best(one.remarks?.[name], one.language);
    const none = values.length || remark ? "" : `<dd class="not-stated">${escape(w["not stated"])}</dd>\n`;
    const question = words.questions[name] ?? w["What is new about it?"];
    return `<div>\n<dt>${escape(question)}</dt>\n${values.join("")}${remark ? `<dd class="remark">${escape(remark)}</dd>\n` : ""}${none}${marked(one, name)}</div>`;
  }).join("\n");
}

function criteria(one) {
  const words = site[one.language];
  const w = words.words;
  const { place = {}, partners = [] } = one;
  return site.criteria.map((criterion) => {
    const told = words.told[criterion];
    const grounds = [];
    const evidence = one.evidence?.[criterion];
    if (evidence) {
      const source = evidence.source
        ? ` <a href="${escape(evidence.source)}" rel="external">${escape(filled(w["Source: {name}"], { name: told.name }))}</a>`
        : "";
      grounds.push(escape(best(evidence.statement, one.language)) + source);
    }
    if (criterion === "cci") {
      grounds.push(...partners.filter((partner) => partner.subsectors).map((partner) =>
        escape(`${partner.name}: ${partner.subsectors.map((key) => words.labels.subsector[key]).join(", ")}`)));
    }
    if (criterion === "sme") {
      grounds.push(...partners.filter((partner) => partner.role === "sme" && partner.employees).map((partner) =>
        escape(`${partner.name}: ${employed(words, partner.employees)}`)));
    }
    if (criterion === "rural" && place.inhabitants) {
      grounds.push(escape(`${place.locality}: ${inhabitants(words, place)}`));
    }
    return `<div class="verdict">
<dt><a href="/${one.language}/criteria.html#${criterion}">${escape(told.name)}</a></dt>
<dd class="verdict-rule">${escape(told.rule)}</dd>
${grounds.map((ground) => `<dd>${ground}</dd>\n`).join("")}</div>`;
  }).join("\n");
}

function sources(one) {
  const words = site[one.language];
  const w = words.words;
  return (one.sources ?? []).map((source, at) => {
    const fields = (source.supports ?? []).map((name) => words.fields[name] ?? name).join(", ");
    const carries = fields ? `<br><span class="note">${escape(filled(w["for: {fields}"], { fields }))}</span>` : "";
    const read = source.accessed
      ? ` <span class="note">${escape(filled(w["read on {day}"], { day: day(words, source.accessed) }))}</span>`
      : "";
    return `<li id="source-${at + 1}"><a href="${escape(source.url)}" rel="external">${escape(source.url)}</a>${carries}${read}</li>`;
  }).join("\n");
}

function cited(one) {
  const words = site[one.language];
  const w = words.words;
  const url = site.base.slice(0, -1) + one.address;
  const author = site.contact.name;
  const listed = one.listed ? day(words, one.listed) : "";
  const checked = one.reviewed ? day(words, one.reviewed) : "";
  const dates = listed && checked
    ? ` ${filled(w["Listed on {listed}, last checked on {checked}."], { listed, checked })}`
    : "";
  const text = filled(w["{author}: “{title}”. In: {site}."], { author, title: one.name, site: words.name });
  const parts = (one.listed ?? "").split("-");
  const issued = one.listed ? `  year = {${parts[0]}},\n  month = {${parts[1]}},\n` : "";
  const csl = {
    id: `${one.slug}-${one.language}`, type: "webpage", title: one.name, "container-title": words.name,
    author: [{ literal: author }], publisher: author, URL: url, language: one.language,
    ...(one.listed ? { issued: { "date-parts": [parts.map(Number)] } } : {}),
  };
  return `<details class="cite">
<summary>${escape(w["How to cite this page"])}</summary>
<p class="cite-text">${escape(text + dates)} ${url}</p>
<p><label for="cite--bibtex">${escape(w["For LaTeX (BibTeX)"])}</label></p>
<textarea id="cite--bibtex" rows="9" readonly spellcheck="false">${escape(`@misc{${one.slug}-${one.language},
  author = {{${author}}},
  title = {{${one.name}}},
  howpublished = {${words.name}},
${issued}  url = {${url}},
  language = {${one.language}},
}`)}</textarea>
<p><label for="cite--csl">${escape(w["For reference managers (CSL-JSON)"])}</label></p>
<textarea id="cite--csl" rows="9" readonly spellcheck="false">${escape(JSON.stringify([csl], null, 2))}</textarea>
</details>
<p class="note"><a href="mailto:${site.contact.email}?subject=${encodeURIComponent(filled(w["A note on “{title}”"], { title: one.name }))}&amp;body=${encodeURIComponent(url)}">${escape(w["Report a mistake"])}</a></p>`;
}

// Up to three entries of the same pair of subsector and sector: those that follow this one in the list.
function related(one) {
  const found = new Set();
  for (const value of one.facets.meeting) {
    const list = rows[one.language].values.meeting.get(value);
    const from = after(list, one.at);
    for (const other of list.slice(from, from + 3)) if (found.size < 3) found.add(other);
  }
  return [...found];
}

function after(list, at) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle].at <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function main(one) {
  const { language } = one;
  const words = site[language];
  const w = words.words;
  const partners = one.partners ?? [];
  const side = (role, some) => `<li class="side side-${role}">\n${some.map((each) => partner(words, language, each)).join("\n")}\n</li>`;
  const alike = related(one);
  const { entries } = rows[language];
  const code = one.place?.country?.toLowerCase();
  const steps = [
    { name: w.Home, href: `/${language}/index.html` },
    { name: w.Collaborations, href: `/${language}/collaborations.html` },
    ...(code ? [{ name: words.labels.country[code], href: `/${language}/country/${code}.html` }] : []),
  ];
  const neighbour = (other, word, rel) =>
    other ? `<li><span>${escape(word)}</span> <a href="${other.address}" rel="${rel}">${escape(other.name)}</a></li>\n` : "";
  const advice = (one.advice ?? []).map((each) => {
    const addressees = each.to.map((to) => words.labels.addressees[to]).join(", ");
    return `<li><p class="advice-to">${escape(filled(w["To: {addressees}"], { addressees }))}</p><p>${escape(best(each.text, language))}</p></li>`;
  });
  const voices = (one.voices ?? []).map((each) =>
    `<li><p>${escape(best(each.text, language))}</p><p class="voice-by">${escape(each.speaker)}${each.of ? `, ${escape(each.of)}` : ""} (<a href="${escape(each.source)}" rel="external">${escape(filled(w["source of what {speaker} says"], { speaker: each.speaker }))}</a>)</p></li>`);
  const links = (one.links ?? []).map((each) => {
    const host = new URL(each.url).hostname.replace(/^www\./, "");
    return `<li>${escape(w["Web page"])}: <a href="${escape(each.url)}" rel="external">${escape(best(each.title, language))}</a> <span class="host">${escape(filled(w["opens {host}"], { host }))}</span></li>`;
  });
  const attested = words.attested[one.attested];
  const history = [["listed", "First listed"], ["reviewed", "Facts last checked"]].filter(([name]) => one[name]).map(
    ([name, word]) => `<li><time datetime="${one[name]}">${escape(day(words, one[name]))}</time>: ${escape(w[word])}</li>`);
  return `${sprite(site, [one, ...alike])}
${trail(words, steps, one.name)}
<article class="entry">
<header class="entry-header">
<div class="entry-header-text">
<h1>${escape(one.name)}</h1>
${one.summary ? `<p class="lead">${escape(best(one.summary, language))}${marked(one, "summary")}</p>\n` : ""}<p class="gist">${escape(gist(one))}</p>
</div>
<div class="entry-picture">${emblem(one)}</div>
</header>
<section class="entry-partners" aria-labelledby="partners--heading">
<h2 id="partners--heading">${escape(w["Who works together"])}</h2>
<ul class="partners pair">
${["cci", "sme"].map((role) => side(role, partners.filter((each) => each.role === role))).join("\n")}
</ul>
<ul class="partners others">
${partners.filter((each) => each.role === "other").map((each) => side("other", [each])).join("\n")}
</ul>
<p class="note">${escape(w["Sources of what is said of the partners:"])} ${marked(one, "partners")}</p>
</section>
<section class="entry-facts" aria-labelledby="facts--heading">
<h2 id="facts--heading">${escape(w["At a glance"])}</h2>
<dl class="facts">
${facts(one)}
</dl>
</section>
${section("story", w["The story"], one.story && `<div class="prose">\n${one.story}</div>\n<p class="note">${escape(w["Sources of the story:"])} ${marked(one, "description")}</p>`)}${section("answers", w["What the partners say about it"], `<dl class="facts">\n${answers(one)}\n</dl>`)}${section("traits", w["What marks the region"], one.traits && `<p>${escape(best(one.traits, language))}${marked(one, "traits")}</p>`)}${section("advice", w.Advice, advice.length && `<ul class="advice">\n${advice.join("\n")}\n</ul>\n<p class="note">${escape(w["Sources of the advice:"])} ${marked(one, "advice")}</p>`)}${section("voices", w.Voices, voices.length && `<p class="note">${escape(w["Told in our words."])}</p>\n<ul class="voices">\n${voices.join("\n")}\n</ul>`)}${section("links", w["See, hear and read more"], links.length && `<ul class="links">\n${links.join("\n")}\n</ul>`)}${section("funding", w.Funding, one.funding && `<p>${escape(best(one.funding, language))}</p>`)}${section("criteria", w["Held against the six criteria"], `<dl class="verdicts">\n${criteria(one)}\n</dl>${attested ? `\n<p class="note">${escape(filled(w["Attested by {by}: {statement}"], attested))} <a href="${escape(attested.source)}" rel="external">${escape(w.Sources)}</a></p>` : ""}`)}${section("sources", w.Sources, `<ol class="sources">\n${sources(one)}\n</ol>`)}${section("history", w.History, `<ol class="history">\n${history.join("\n")}\n</ol>`)}${section("cite", w["Cite and correct"], cited(one))}</article>
${section("related", w["Related entries"], alike.length && `<ul class="cards">\n${alike.map((other) => card(site, other)).join("\n")}\n</ul>`)}<nav class="neighbours" aria-label="${escape(w["Previous and next entry"])}">
<ul>
${neighbour(entries[one.at - 1], w.Previous, "prev")}${neighbour(entries[one.at + 1], w.Next, "next")}</ul>
</nav>`;
}
