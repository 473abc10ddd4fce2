/*
 * Filters, searches and sorts the list of all entries, in the page that lists them.
 *
 * The page has the list, the panel with every facet, and the template of a card; browse-index.*.js has what is looked
 * through, browse-search.js finds words in it, and card.js writes the cards. Without this script the list and its links
 * to smaller ones stand as they are.
 */
(() => {
  'use strict';

  const { finder, hits } = window.kltBrowse;
  const { textsIn } = window.kltCard;

  const PAGE = 50; // cards shown at first, and added by "Show more"
  const PAUSE = 200; // milliseconds without a key
  const ON_CARDS = ['country', 'region', 'subsector', 'sector']; // facets that cards show: a search finds their labels

  const TEXTS = ['summary', 'place', 'pair', 'partners', 'forms', 'picture']; // what comes later than the rest

  // -- the page ------------------------------------------------------------------------------------------------

  const page = document.getElementById('browse');
  if (!page) return;

  const at = (name) => document.getElementById(`browse--${name}`);
  const form = at('panel');
  const list = page.querySelector('.cards');
  const pager = page.querySelector('.pager');
  const template = document.getElementById('card--template').content.querySelector('li');
  const words = JSON.parse(at('words').textContent);
  const language = document.documentElement.lang;
  const forms = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  const told = (count) => {
    const form = words.entries[forms.select(count)] || words.entries.other;
    return form.replace('{count}', numbers.format(count));
  };

  const given = [...list.children]; // as the page came: they come back when nothing is chosen
  const ready = new Map(given.map((card) => [slugOf(card), card]));

  function slugOf(card) {
    return card.querySelector('a').pathname.split('/').pop().replace('.html', '');
  }

  const facets = new Map(); // name -> its options in order: {key, label, box, count, details}
  let index = null; // columns: slugs, titles, values, listed, days; and the texts of the cards, as they arrive
  let find = null; // what searches in it
  let state = { q: '', sort: '', chosen: {}, shown: PAGE };

  // -- facets --------------------------------------------------------------------------------------------------

  /** The entries that fit, and for each option how many fit the choice in all other facets. */
  function count(chosen, scores) {
    const names = [...facets.keys()];
    const asked = names.filter((name) => chosen[name]);
    const counts = Object.fromEntries(names.map((name) => [name, new Uint32Array(facets.get(name).length)]));
    const fit = [];
    const add = (name, id) => index.values[name][id].forEach((option) => { counts[name][option] += 1; });
    for (let id = 0; id < index.slugs.length; id += 1) {
      if (scores && !scores[id]) continue;
      const missed = asked.filter((name) => !index.values[name][id].some((option) => chosen[name].has(option)));
      if (missed.length === 0) fit.push(id);
      if (missed.length === 0) names.forEach((name) => add(name, id));
      if (missed.length === 1) add(missed[0], id);
    }
    return { fit, counts };
  }

  /** Which of two days comes first in a list that begins with the newest; "" is the oldest. */
  const later = (one, other) => Number(one < other) - Number(one > other);

  const ORDERS = {
    match: (scores) => (one, other) => scores[other] - scores[one] || one - other,
    title: () => (one, other) => one - other,
    newest: () => (one, other) => later(index.listed[one], index.listed[other]) || one - other,
    longest: () => (one, other) => index.days[other] - index.days[one] || one - other,
  };

  // -- the address ---------------------------------------------------------------------------------------------

  const nothing = () => !state.q.trim() && !Object.keys(state.chosen).length;
  const untouched = () => nothing() && (state.sort || 'title') === 'title' && state.shown === PAGE;
  const usual = () => (state.q.trim() ? 'match' : 'title');

  function query() {
    const parts = [...facets.keys()].filter((name) => state.chosen[name]).map((name) => {
      const keys = [...state.chosen[name]].map((option) => facets.get(name)[option].key);
      return `${name}=${keys.sort().join(',')}`;
    });
    if (state.q.trim()) parts.push(`q=${encodeURIComponent(state.q.trim()).replace(/%20/g, '+')}`);
    if (state.sort) parts.push(`sort=${state.sort}`);
    return parts.length ? `?${parts.join('&')}` : '';
  }

  /** What an address asks for, without what is not known here. */
  function readAddress() {
    const asked = new URLSearchParams(window.location.search);
    const chosen = {};
    facets.forEach((options, name) => {
      const keys = (asked.get(name) || '').split(',');
      const known = options.map(({ key }, place) => (keys.includes(key) ? place : -1)).filter((place) => place >= 0);
      if (known.length) chosen[name] = new Set(known);
    });
    const sort = [...at('sort').options].map(({ value }) => value).find((value) => value === asked.get('sort')) || '';
    const shown = Number(window.history.state && window.history.state.shown) || PAGE;
    state = { q: asked.get('q') || '', sort, chosen, shown };
  }

  let waiting = null; // the address is told what one types at the first pause: browsers are slow at it

  function rememberSoon() {
    clearTimeout(waiting);
    waiting = setTimeout(rememberNow, PAUSE);
  }

  function rememberNow() {
    if (waiting === null) return;
    clearTimeout(waiting);
    waiting = null;
    remember('replaceState');
  }

  /** Tell the address what is shown: `how` is pushState for a choice, replaceState for what leads to none. */
  function remember(how) {
    const here = window.location.href.replace(/[?#].*/, '') + query();
    try {
      window.history[how]({ shown: state.shown }, '', here);
    } catch (refused) {
      // A browser that is asked too often refuses; what is shown is right all the same.
    }
    leadToTwins();
  }

  /** The other languages show the same choice. */
  function leadToTwins() {
    document.querySelectorAll('.language-switch a').forEach((link) => {
      link.href = link.href.replace(/[?#].*/, '') + query();
    });
  }

  // -- cards ---------------------------------------------------------------------------------------------------

  function written(id) {
    const values = {
      title: index.title[id],
      summary: index.summary[id],
      place: index.place[id],
      pair: index.pair[id],
    };
    const card = window.kltCard.written(template, values, (index.forms[id] || '').split(' '));
    card.querySelector('a').setAttribute('href', `${index.slugs[id]}.html`);
    if (index.picture[id]) card.querySelector('.card-picture').replaceWith(picture(index.picture[id]));
    return card;
  }

  /** A picture in the kinds that a browser may choose from, as the page's own cards have it. */
  function picture(kinds) {
    const element = document.createElement('picture');
    const [src, width, height] = kinds[kinds.length - 1];
    element.className = 'card-picture';
    kinds.slice(0, -1).forEach(([type, srcset]) => {
      element.append(Object.assign(document.createElement('source'), { type, srcset }));
    });
    const image = document.createElement('img');
    element.append(Object.assign(image, { loading: 'lazy', decoding: 'async', alt: '', width, height, src }));
    return element;
  }

  function cardOf(id, terms) {
    const known = ready.get(index.slugs[id]);
    const card = known ? known.cloneNode(true) : written(id);
    if (terms.length) textsIn(card).forEach((text) => mark(text, terms));
    return card;
  }

  function mark(text, terms) {
    if (text.parentElement.closest('svg')) return;
    for (const [start, end] of hits(text.data, terms).reverse()) {
      text.splitText(end);
      const marked = document.createElement('mark');
      const hit = text.splitText(start);
      hit.replaceWith(marked);
      marked.append(hit);
    }
  }

  // -- showing -------------------------------------------------------------------------------------------------

  function show() {
    showChips();
    if (!index) return loadIndex();
    const { scores, terms } = find.search(state.q.trim());
    const { fit, counts } = count(state.chosen, scores);
    fit.sort(ORDERS[state.sort || usual()](scores || []));
    showCards(fit, terms);
    showPanel(counts);
    say(told(fit.length));
    at('none').hidden = fit.length > 0;
    if (window.kltMap) window.kltMap.show(nothing() ? null : byMark(fit));
  }

  /** The slugs of entries by the place of their mark on the map. */
  function byMark(fit) {
    const marks = new Map();
    fit.forEach((id) => {
      const mark = index.marks[id];
      if (!marks.has(mark)) marks.set(mark, []);
      marks.get(mark).push(index.slugs[id]);
    });
    return marks;
  }

  function say(words) {
    if (at('told').textContent !== words) at('told').textContent = words;
  }

  function showCards(fit, terms) {
    const focused = document.activeElement.closest('.cards > li');
    list.replaceChildren(...(untouched() ? given : fit.slice(0, state.shown).map((id) => cardOf(id, terms))));
    if (focused) focusOn(slugOf(focused));
    if (!untouched()) loadTexts();
    at('more').hidden = fit.length <= state.shown;
    if (pager) pager.hidden = true;
  }

  function focusOn(slug) {
    const card = [...list.children].find((one) => slugOf(one) === slug);
    if (card) card.querySelector('a').focus();
  }

  function showPanel(counts) {
    let all = 0;
    facets.forEach((options, name) => {
      const chosen = state.chosen[name] || new Set();
      options.forEach((option, place) => {
        option.box.checked = chosen.has(place);
        option.box.disabled = !counts[name][place] && !chosen.has(place);
        option.count.textContent = numbers.format(counts[name][place]);
      });
      options[0].details.querySelector('.browse-chosen').textContent = chosen.size || '';
      all += chosen.size;
    });
    form.querySelector('.browse-chosen').textContent = all || '';
    const sort = at('sort');
    sort.options[0].disabled = usual() !== 'match';
    sort.value = state.sort && !(state.sort === 'match' && sort.options[0].disabled) ? state.sort : usual();
    if (at('q').value.trim() !== state.q.trim()) at('q').value = state.q;
  }

  function showChips() {
    const chips = [];
    facets.forEach((options, name) => (state.chosen[name] || []).forEach((place) => chips.push(chip(name, place))));
    at('chips').replaceChildren(...chips);
    at('choice').hidden = nothing();
  }

  function chip(name, place) {
    const [item, button, cross] = ['li', 'button', 'span'].map((tag) => document.createElement(tag));
    const { label } = facets.get(name)[place];
    button.type = 'button';
    button.setAttribute('aria-label', words.remove.replace('{label}', label));
    cross.setAttribute('aria-hidden', 'true');
    cross.textContent = ' ×';
    button.append(label, cross);
    button.addEventListener('click', () => removeChip(name, place, item));
    item.append(button);
    return item;
  }

  // -- what readers do -----------------------------------------------------------------------------------------

  function choose(name, place, wanted) {
    const chosen = new Set(state.chosen[name]);
    if (wanted) chosen.add(place);
    else chosen.delete(place);
    const others = { ...state.chosen };
    delete others[name];
    change({ chosen: chosen.size ? { ...others, [name]: chosen } : others });
  }

  function change(part, how = 'pushState') {
    rememberNow();
    state = { ...state, shown: PAGE, ...part };
    remember(how);
    show();
  }

  function type() {
    state = { ...state, shown: PAGE, q: at('q').value };
    rememberSoon();
    show();
  }

  function removeChip(name, place, item) {
    const position = [...item.parentElement.children].indexOf(item);
    choose(name, place, false);
    const chips = at('chips').querySelectorAll('button');
    (chips[Math.min(position, chips.length - 1)] || at('q')).focus();
  }

  function clear() {
    at('q').value = '';
    change({ q: '', sort: '', chosen: {} });
    at('q').focus();
  }

  function showMore() {
    if (!index) return loadIndex(showMore);
    const first = state.shown;
    change({ shown: first + PAGE }, 'replaceState');
    const next = list.children[first];
    if (next) next.querySelector('a').focus();
  }

  function listen() {
    form.addEventListener('submit', (event) => event.preventDefault());
    [form, at('sort')].forEach((part) => {
      ['focusin', 'pointerover'].forEach((kind) => part.addEventListener(kind, () => loadIndex()));
      part.addEventListener('focusin', loadTexts);
    });
    facets.forEach((options, name) => options.forEach(({ box }, place) => {
      box.addEventListener('change', () => choose(name, place, box.checked));
    }));
    at('q').addEventListener('input', type);
    at('q').addEventListener('change', rememberNow);
    window.addEventListener('pagehide', rememberNow);
    at('sort').addEventListener('change', () => change({ sort: at('sort').value === usual() ? '' : at('sort').value }));
    at('clear').addEventListener('click', clear);
    at('more').addEventListener('click', showMore);
    window.addEventListener('popstate', () => { readAddress(); show(); });
  }

  // -- the index -----------------------------------------------------------------------------------------------

  function readEntries(entries) {
    const lists = (column) => column.map((value) => [value].flat());
    const values = Object.entries(entries.values).map(([name, column]) => [name, lists(column)]);
    const later = () => new Array(entries.slugs.length);
    const texts = Object.fromEntries(TEXTS.map((name) => [name, later()]));
    index = { ...entries, ...texts, title: entries.titles, values: Object.fromEntries(values) };
    const labelled = ON_CARDS.filter((name) => facets.has(name));
    find = finder(index, labelled.map((name) => [name, facets.get(name).map(({ label }) => label)]));
  }

  /** The facets, as they stand in the panel: in the order of the index. */
  function readPanel() {
    form.querySelectorAll('.browse-option input').forEach((box) => {
      facets.set(box.name, [...(facets.get(box.name) || []), optionOf(box)]);
    });
  }

  function optionOf(box) {
    const [label, counted] = box.parentElement.querySelectorAll('span');
    return { key: box.value, label: label.textContent, box, count: counted, details: box.closest('details') };
  }

  const base = document.currentScript.src;
  let asked = false;
  let missing = 0;
  let called = false;
  let afterwards = null; // what somebody asked for that needs the index

  /** Ask for the index, once, as soon as somebody turns to the panel: most readers only look at the first cards. */
  function loadIndex(then = null) {
    if (typeof then === 'function') afterwards = then;
    if (called) return;
    called = true;
    const script = document.createElement('script');
    script.src = words.index;
    script.addEventListener('load', () => {
      page.classList.add('browse-indexed');
      if (form.contains(document.activeElement)) loadTexts();
      if (!untouched()) show();
      if (afterwards) afterwards();
    });
    script.addEventListener('error', () => { called = false; });
    document.head.append(script);
  }

  /** Ask for the texts of the cards, once. */
  function loadTexts() {
    if (asked || !index) return;
    asked = true;
    missing = index.parts.length;
    index.parts.forEach((name) => {
      const script = document.createElement('script');
      script.src = new URL(name, base).href;
      script.addEventListener('load', arrived);
      script.addEventListener('error', arrived); // without its texts, cards have their titles
      document.head.append(script);
    });
  }

  function readTexts(texts) {
    TEXTS.forEach((name) => texts[name].forEach((text, place) => {
      index[name][texts.first + place] = text;
    }));
    find.forget();
  }

  function arrived() {
    missing -= 1;
    if (missing) return;
    page.classList.add('browse-complete');
    if (!untouched()) show();
  }

  window.kltBrowse.load = (part, columns) => (part === 'entries' ? readEntries(columns) : readTexts(columns));

  function start() {
    readPanel();
    form.querySelector('.browse-fields').disabled = false;
    at('sort').disabled = false;
    form.querySelector('.browse-facets').open = window.matchMedia('(min-width: 60rem)').matches;
    document.querySelector('.look-closer').hidden = true;
    page.classList.add('browse-ready');
    listen();
    readAddress();
    leadToTwins();
    facets.forEach((options, name) => { if (state.chosen[name]) options[0].details.open = true; });
    at('more').hidden = !pager;
    if (pager) pager.hidden = true;
    if (!untouched()) show();
  }

  document.addEventListener('DOMContentLoaded', start);
})();
