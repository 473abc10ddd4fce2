// What a script would search, one file a language.
import { placeOf } from "../frame.js";
import { best } from "../lists.js";
import { rows, site } from "../store.js";

export const data = {
  pagination: { data: "languages", size: 1, alias: "language" },
  permalink: ({ language }) => `/${language}/search-index.js`,
};

export function render({ language }) {
  const entries = rows[language].entries.map((one) => {
    const { meeting, started, ...facets } = one.facets;
    return {
      slug: one.slug, title: one.name, summary: best(one.summary, language), place: placeOf(site[language], one.place),
      partners: (one.partners ?? []).map((partner) => partner.name).join(", "), ...facets, cci: one.cci, sme: one.sme,
    };
  });
  return `searchIndex(${JSON.stringify(entries)});\n`;
}
