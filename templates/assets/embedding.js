/*
 * Makes the code that shows a chart or an entry on another site, and shows how that looks. What there is to choose from
 * is in embed-entries.js; copy.js stands before this file too.
 */
(() => {
  'use strict';

  const given = window.kltEmbeds;
  const at = (name) => document.getElementById(`embedding--${name}`);
  if (!given || !at('form')) return;
  const { base, languages, widths } = given;
  const fields = { width: at('width'), height: at('height') };

  /** The number in a field, within its limits; null where it is empty. */
  function number(field) {
    if (!field.value) return null;
    field.value = Math.round(Math.min(field.max, Math.max(field.min, field.value)));
    return Number(field.value);
  }

  const escaped = (text) => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

  /** What is chosen: address, title, and how high a frame of this width must be. */
  function chosen(width) {
    const told = languages[at('language').value];
    const [of, name] = at('what').value.split(':');
    const [title, ...heights] = told[of].named[name];
    const step = width === null || !heights[1] ? 0 : Math.max(0, widths.findLastIndex((one) => one <= width));
    const address = `${told[of].folder}${name}.html${at('colours').value}`;
    return { address, title, name: `${title} – ${told.site}`, needed: heights[step] };
  }

  function fill(of) {
    const group = at('what').querySelector(`[data-of="${of}"]`);
    const { named } = languages[at('language').value][of];
    group.replaceChildren(...Object.entries(named).map(([name, [title]]) => new Option(title, `${of}:${name}`)));
    group.hidden = !group.children.length;
  }

  function frame(source, name, width, height) {
    const made = document.createElement('iframe');
    Object.assign(made, { src: source, title: name, height });
    made.width = width ?? '100%';
    return made; // a new one each time, so that the Back button leaves the page
  }

  function show() {
    const width = number(fields.width);
    const { address, title, name, needed } = chosen(width);
    const height = number(fields.height) ?? needed;
    fields.height.placeholder = needed;
    at('code').value = `<iframe src="${escaped(base + address)}" title="${escaped(name)}" `
      + `width="${width ?? '100%'}" height="${height}" loading="lazy"></iframe>`;
    at('preview').replaceChildren(frame(`../${address}`, name, width, height));
    const { shown, wide, low } = at('told').dataset;
    const values = { title, width, height };
    const fitted = (width === null ? wide : shown).replace(/\{(\w+)\}/g, (_, key) => values[key]);
    at('told').textContent = height < needed ? `${fitted} ${low.replace('{height}', needed)}` : fitted;
    at('done').textContent = '';
  }

  /** The choice that the address of the page names: ?chart=contact, ?entry=butze. */
  function asked() {
    const search = new URLSearchParams(window.location.search);
    const [of, name] = search.has('entry') ? ['entries', search.get('entry')] : ['charts', search.get('chart')];
    if (name in languages[at('language').value][of].named) at('what').value = `${of}:${name}`;
  }

  function translate() {
    const before = at('what').value;
    ['charts', 'entries'].forEach(fill);
    if (before) at('what').value = before;
  }

  translate();
  asked();
  at('with').hidden = false;
  document.querySelector('.embedding-without').hidden = true;
  show();
  at('language').addEventListener('change', translate);
  at('form').addEventListener('change', show);
  at('form').addEventListener('submit', (event) => event.preventDefault());
  at('copy').addEventListener('click', async () => {
    const { copied, marked } = at('done').dataset;
    at('done').textContent = await window.kltCopy(at('code')) ? copied : marked;
  });
})();
