// Entries by language and title, and every page of every list.
const PAGE_LENGTH = 50;

export const best = (text, language) => (text ? (text[language] ?? Object.values(text)[0]) : "");

const folded = (name) =>
  name.normalize("NFKD").replace(/[^\w\s-]/g, "").trim().toLowerCase().replace(/[\s_-]+/g, "-");

// What an entry is found by: list -> values.
function facetsOf(one) {
  const partners = one.partners ?? [];
  const subsector = [...new Set(partners.flatMap((partner) => partner.subsectors ?? []))];
  const sector = [...new Set(partners.flatMap((partner) => partner.sectors ?? []))];
  const country = one.place?.country?.toLowerCase();
  return {
    country: country ? [country] : [],
    region: one.place?.region ? [`${country}-${folded(one.place.region)}`] : [],
    subsector,
    sector,
    innovation: one.innovation ?? [],
    contact: one.contact ?? [],
    regional_value: one.regional_value ?? [],
    partner_value: one.partner_value ?? [],
    started: one.period?.started ? [String(one.period.started).slice(0, 4)] : [],
    meeting: subsector.flatMap((key) => sector.map((other) => `${key}__${other}`)),
  };
}

// One row for each language: its entries by title, its lists by address.
export function rowsOf(cases, site, render) {
  const facets = new Map(cases.map((one) => [one.slug, facetsOf(one)]));
  return Object.fromEntries(
    ["en", "de"].map((language) => {
      const entries = cases.map((one) => ({
        ...one,
        language,
        facets: facets.get(one.slug),
        name: best(one.title, language),
        story: one.description ? render(best(one.description, language)) : "",
        cci: facets.get(one.slug).subsector[0] ?? "none",
        sme: facets.get(one.slug).sector[0] ?? "none",
        address: `/${language}/collaborations/${one.slug}.html`,
      }));
      const collator = new Intl.Collator(language);
      entries.sort((one, other) => collator.compare(one.name, other.name));
      entries.forEach((one, at) => {
        one.at = at;
      });
      const values = Object.fromEntries(site.lists.map((name) => [name, new Map()]));
      for (const one of entries) {
        for (const name of site.lists) {
          for (const value of one.facets[name]) {
            if (!values[name].has(value)) values[name].set(value, []);
            values[name].get(value).push(one);
          }
        }
      }
      return [language, { language, entries, values, other: language === "en" ? "de" : "en" }];
    }),
  );
}

// Every page of every list of one language.
export function* listsOf(row) {
  yield* paged(row, "", "", row.entries);
  for (const [name, values] of Object.entries(row.values)) {
    for (const [value, entries] of values) yield* paged(row, name, value, entries);
  }
}

function* paged(row, name, value, entries) {
  const folder = name ? `/${row.language}/${name}/${value}` : `/${row.language}/collaborations`;
  const pages = Math.max(1, Math.ceil(entries.length / PAGE_LENGTH));
  for (let page = 1; page <= pages; page += 1) {
    const first = (page - 1) * PAGE_LENGTH;
    yield { language: row.language, name, value, folder, page, pages, first, total: entries.length,
            shown: entries.slice(first, first + PAGE_LENGTH) };
  }
}

export const addressOf = (list, page) => `${list.folder}${page === 1 ? "" : `/page/${page}`}.html`;
