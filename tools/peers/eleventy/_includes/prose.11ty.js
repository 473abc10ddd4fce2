// An editorial page around its Markdown.
import { escape, framed, linked } from "../frame.js";
import { site } from "../store.js";

export function render({ title, description, plain, content, page }) {
  const head = { language: page.url.slice(1, 3), address: page.url, title, description };
  return framed(site, {
    ...head,
    data: linked(site, head, { "@type": "WebPage" }),
    main: `<article class="prose">
<h1>${escape(title)}</h1>
${plain ? `<p class="plain">${escape(plain)}</p>\n` : ""}${content}
</article>`,
  });
}
