// The fifty entries of each language that changed last.
import { escape } from "../frame.js";
import { best } from "../lists.js";
import { rows, site } from "../store.js";

export const data = {
  pagination: { data: "languages", size: 1, alias: "language" },
  permalink: ({ language }) => `/${language}/feed.xml`,
};

const changed = (one) => String(one.reviewed ?? one.listed ?? "");

export function render({ language }) {
  const words = site[language];
  const base = site.base.slice(0, -1);
  const news = [...rows[language].entries].sort((one, other) => (changed(one) < changed(other) ? 1 : -1)).slice(0, 50);
  const home = `${base}/${language}/index.html`;
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language}">
<title>${escape(words.name)}</title>
<subtitle>${escape(words.tagline)}</subtitle>
<id>${home}</id>
<link rel="alternate" type="text/html" href="${home}"/>
<updated>${changed(news[0])}T00:00:00Z</updated>
<author><name>${escape(site.contact.name)}</name></author>
${news.map((one) => `<entry>
<title>${escape(one.name)}</title>
<id>${base}${one.address}</id>
<link rel="alternate" type="text/html" href="${base}${one.address}"/>
<updated>${changed(one)}T00:00:00Z</updated>
<summary>${escape(best(one.summary, language))}</summary>
</entry>`).join("\n")}
</feed>
`;
}
