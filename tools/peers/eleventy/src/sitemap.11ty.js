// Every page of both languages, each with its twin.
import { addressOf } from "../frame.js";
import { entryKeys, entryOf, listKeys, listOf, site } from "../store.js";

export const data = { permalink: "/sitemap.xml" };

export function render() {
  const base = site.base.slice(0, -1);
  const addresses = [
    "/en/index.html",
    "/de/index.html",
    ...entryKeys.map((key) => entryOf(key).address),
    ...listKeys.map((key) => addressOf(listOf(key), listOf(key).page)),
  ];
  const url = (address) => {
    const twins = ["en", "de"].map(
      (one) => `<xhtml:link rel="alternate" hreflang="${one}" href="${base}/${one}${address.slice(3)}"/>`,
    );
    return `<url><loc>${base}${address}</loc>${twins.join("")}</url>`;
  };
  return `<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
${addresses.map(url).join("\n")}
</urlset>
`;
}
