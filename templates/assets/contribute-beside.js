/*
 * What stands beside the form: the card that an entry will have, and published entries that are like it.
 *
 * For contribute.js, which stands after this file. The index of the entries comes when there is something to compare.
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
  const asked = { index: false, partners: false };
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

  const titlesOf = (entry) => Object.values(entry.title || {});
  const namesOf = (entry) => (entry.partners || []).map(({ name }) => name || '').filter((one) => one.length >= SHORT);

  /** Ask once for the index as soon as an entry has a title or a partner, and for the names of all partners then. */
  async function compare(entry, address, then) {
    if (!titlesOf(entry).length && !namesOf(entry).length) return;
    if (!index) return once('index', [address], then);
    if (namesOf(entry).length) once('partners', index.parts.map((part) => new URL(part, base).href), then);
  }

  async function once(what, addresses, then) {
    if (asked[what]) return;
    asked[what] = true;
    try {
      await Promise.all(addresses.map(window.kltEntries.bring));
      then();
    } catch (missing) {
      asked[what] = false; // one may be on line again
    }
  }

  /** The places of the entries in which all words of a text stand, where those words weigh that much. */
  function near(text, weight) {
    const { scores, terms } = find.search(text);
    return scores ? [...scores.keys()].filter((id) => scores[id] > weight * terms.length) : [];
  }

  /** [{slug, title}] of entries with such a title or such partners; null where nothing has changed. */
  function alike(entry) {
    const titles = titlesOf(entry).filter((one) => one.length >= SHORT);
    const names = namesOf(entry);
    const asking = JSON.stringify([titles, names]);
    if (!index || asking === known) return null;
    known = asking;
    const found = [...titles.flatMap((one) => near(one, 999)), ...names.flatMap((one) => near(one, 99))];
    return [...new Set(found)].slice(0, ALIKE).map((id) => ({ slug: index.slugs[id], title: index.titles[id] }));
  }

  const taken = (slug) => Boolean(index && index.slugs.includes(slug));

  window.kltBeside = { inLanguage, card, alike, compare, taken };
})();
