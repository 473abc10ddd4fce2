/*
 * What stands beside the form: the card that an entry will have, and published entries that are like it.
 *
 * For contribute.js, which stands after this file; the index of the entries comes after both.
 */
(() => {
  'use strict';

  const ALIKE = 5; // entries shown as like this one
  const SHORT = 4; // letters from which a title or a name is looked for

  const inLanguage = (text, language) => (text || {})[language] || Object.values(text || {})[0] || '';
  const joined = (parts, between) => parts.filter(Boolean).join(between);

  /** The card of an entry, from the page's template; without a link, as its page does not exist yet. */
  function card(template, entry, data, language) {
    const { labels, words, forms: [cci, sme, none] } = data;
    const { title, summary, place = {}, partners = [] } = entry;
    const keysOf = (role, field) => [...new Set(partners.filter((one) => one.role === role).flatMap((one) => one[field] || []))];
    const [subsectors, sectors] = [keysOf('cci', 'subsectors'), keysOf('sme', 'sectors')];
    const region = place.region && (labels.regions[`${place.country} ${place.region.toLowerCase()}`] || place.region);
    const pair = [['subsectors', subsectors], ['sectors', sectors]];
    const written = window.kltCard.written(template, {
      title: inLanguage(title, language) || words.untitled,
      summary: inLanguage(summary, language) || words.unsummed,
      place: joined([place.locality, region, labels.country[place.country]], ', '),
      pair: joined(pair.map(([name, keys]) => keys.map((key) => labels[name][key]).join(' + ')), ' × '),
    }, [`${cci}--${subsectors[0] || none}`, `${sme}--${sectors[0] || none}`]);
    const link = written.querySelector('a');
    link.replaceWith(...link.childNodes);
    return written;
  }

  // -- entries that are alike ----------------------------------------------------------------------------------

  const base = document.currentScript.src;
  let index = null; // of the published entries
  let find = null;
  let asked = false;
  let known = ''; // for what was looked last

  window.kltBrowse.load = (part, columns) => {
    if (part === 'entries') {
      const empty = columns.slugs.map(() => '');
      index = { ...columns, title: columns.titles, partners: [...empty], summary: empty, place: empty, values: {} };
    } else {
      columns.partners.forEach((text, place) => { index.partners[columns.first + place] = text; });
    }
    find = window.kltBrowse.finder(index, []);
    known = '';
  };

  /** Ask for the names of all partners, once somebody writes. */
  function loadPartners(then) {
    if (asked || !index) return;
    asked = true;
    index.parts.forEach((part) => {
      const script = document.createElement('script');
      script.src = new URL(part, base).href;
      script.addEventListener('load', then);
      document.head.append(script);
    });
  }

  /** The places of the entries in which all words of a text stand, where those words weigh that much. */
  function near(text, weight) {
    const { scores, terms } = find.search(text);
    return scores ? [...scores.keys()].filter((id) => scores[id] > weight * terms.length) : [];
  }

  /** [{slug, title}] of entries with such a title or such partners, without `own`; null where nothing has changed. */
  function alike(entry, own) {
    const titles = Object.values(entry.title || {}).filter((one) => one.length >= SHORT);
    const names = (entry.partners || []).map(({ name }) => name || '').filter((one) => one.length >= SHORT);
    const asking = JSON.stringify([titles, names, own]);
    if (!index || asking === known) return null;
    known = asking;
    const found = [...titles.flatMap((one) => near(one, 999)), ...names.flatMap((one) => near(one, 99))];
    const others = [...new Set(found)].filter((id) => index.slugs[id] !== own).slice(0, ALIKE);
    return others.map((id) => ({ slug: index.slugs[id], title: index.titles[id] }));
  }

  const taken = (slug) => Boolean(index && index.slugs.includes(slug));

  window.kltBeside = { inLanguage, card, alike, loadPartners, taken };
})();
