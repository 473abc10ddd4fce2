// All entries as a table.
import { rows } from "../store.js";

export const data = { permalink: "/data/collaborations.csv" };

const HEAD =
  "slug,title_en,title_de,summary_en,summary_de,country,region,locality,inhabitants,counted,latitude,longitude,subsectors,sectors,started,ended,contact,regional_value,partner_value,innovation,partners,listed,reviewed";

const cell = (value) => {
  const text = String(value ?? "");
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

export function render() {
  const lines = rows.en.entries.map((one) => {
    const { place = {}, period = {}, facets } = one;
    return [
      one.slug, one.title.en, one.title.de, one.summary?.en, one.summary?.de, place.country, facets.region.join(" "),
      place.locality, place.inhabitants, place.counted, place.latitude, place.longitude, facets.subsector.join(" "),
      facets.sector.join(" "), period.started, period.ended, facets.contact.join(" "),
      facets.regional_value.join(" "), facets.partner_value.join(" "), facets.innovation.join(" "),
      (one.partners ?? []).map((partner) => partner.name).join("; "), one.listed, one.reviewed,
    ].map(cell).join(",");
  });
  return `${[HEAD, ...lines].join("\n")}\n`;
}
