/*
 * The form with which a collaboration is proposed or changed: its steps, what it says while one types, and its file.
 *
 * Nothing that is written here leaves the browser: a draft is kept in it, and the reader sends the file. Reading and
 * writing of fields, rules and the text of the file stand in files of their own before this one.
 */
(() => {
  'use strict';

  const PAUSE = 250; // milliseconds without a key
  const STARTING = { partners: [{ role: 'cci' }, { role: 'sme' }] }; // of a new entry

  const at = (name) => document.getElementById(`form--${name}`);
  if (!at('data')) return;

  const data = JSON.parse(at('data').textContent);
  const { words, languages } = data;
  const { inLanguage, compare } = window.kltBeside;
  const { read, fill, add, items, name, showWhatApplies, control, labelOf, sentence } = window.kltFields;
  const form = at('fields');
  const steps = [...form.querySelectorAll('[data-step]')];
  const language = document.documentElement.lang;
  const check = window.kltRules.checker(data.schema);
  const template = document.getElementById('card--template').content.querySelector('li');
  const told = (sentence, values = {}) => words[sentence].replace(/\{(\w+)\}/g, (slot, key) => values[key] ?? slot);

  // What the fields say, what no field asks for, what is wrong, and the element of each path.
  let state = { value: {}, kept: {}, wrong: [], places: new Map() };
  let slug = ''; // of the entry that is changed
  const seen = new Set(); // elements that were left once: what is wrong there is told

  const entry = () => ({ ...state.value, ...state.kept });

  // -- what stands in the form ---------------------------------------------------------------------------------

  function look() {
    showWhatApplies(form);
    const { value, places, odd } = read(form);
    const found = check({ ...value, ...state.kept });
    const others = odd.filter(({ path }) => !found.some((one) => one.path === path));
    const mine = ({ path }) => steps.some((step) => step.contains(placeOf(path, places)));
    state = { ...state, value, places, wrong: [...found, ...others].filter(mine) };
    showErrors();
    showVerdicts();
    showCard();
    showAlike();
    showFile();
  }

  /** The element of a path, or of what holds it. */
  function placeOf(path, places = state.places) {
    for (let steps = path; steps; steps = steps.slice(0, steps.lastIndexOf('/'))) {
      if (places.has(steps)) return places.get(steps);
    }
    return form;
  }

  const inputOf = (place) => (place.matches('[data-language]') ? place : control(place) || place);

  // -- what is wrong -------------------------------------------------------------------------------------------

  function message({ path, empty, rule }) {
    if (rule || empty) return rule || words.missing;
    return told(...sentence(placeOf(path).closest('[data-kind]'), window.kltRules.valueAt(state.value, path)));
  }

  function showErrors() {
    const shown = new Map();
    state.wrong.filter(({ path }) => seen.has(placeOf(path))).forEach((wrong) => {
      const place = placeOf(wrong.path);
      if (!shown.has(place)) shown.set(place, message(wrong));
    });
    form.querySelectorAll('.field-error').forEach((line) => {
      const place = placeOfLine(line);
      const wrong = shown.get(place) || '';
      say(line, wrong);
      line.hidden = !wrong;
      mark(inputOf(place), 'aria-invalid', wrong && 'true');
    });
  }

  const mark = (element, name, value) => (value ? element.setAttribute(name, value) : element.removeAttribute(name));

  function placeOfLine(line) {
    const field = line.parentElement;
    return field.querySelector(':scope > [data-language]') || field;
  }

  const wrongIn = (step) => state.wrong.filter(({ path }) => step.contains(placeOf(path)));

  /** The list of what is to mend in a step, or in the whole form, each leading to its field. */
  function summarise(step, wrong) {
    const box = step.querySelector('[data-summary]');
    box.hidden = !wrong.length;
    if (!wrong.length) return;
    const list = document.createElement('ul');
    wrong.forEach((one) => {
      const place = placeOf(one.path);
      const item = document.createElement('li');
      const link = document.createElement('a');
      link.href = `#${inputOf(place).id}`;
      link.textContent = `${labelOf(place, form)}: ${message(one)}`;
      link.addEventListener('click', (event) => { event.preventDefault(); lead(place); });
      item.append(link);
      list.append(item);
    });
    const heading = document.createElement('p');
    heading.textContent = words.mend;
    box.replaceChildren(heading, list);
  }

  function lead(place) {
    const step = place.closest('[data-step]');
    if (step.hidden) go(step, false);
    inputOf(place).focus();
  }

  // -- steps ---------------------------------------------------------------------------------------------------

  function go(step, focus = true) {
    steps.forEach((one) => { one.hidden = one !== step; });
    form.querySelectorAll('[data-go]').forEach((button) => {
      mark(button, 'aria-current', button.dataset.go === step.dataset.step && 'step');
    });
    if (step === steps.at(-1)) {
      form.querySelectorAll('[data-key]').forEach((field) => see(field));
      showErrors();
      summarise(step, state.wrong);
    }
    if (!focus) return;
    const heading = step.querySelector('h3');
    heading.focus({ preventScroll: true });
    at('fields').scrollIntoView();
  }

  function see(field) {
    seen.add(field);
    field.querySelectorAll(':scope [data-language]').forEach((input) => seen.add(input));
  }

  function next(step) {
    step.querySelectorAll('[data-key], [data-kind=item]').forEach(see);
    look();
    const wrong = wrongIn(step);
    summarise(step, wrong);
    if (wrong.length) step.querySelector('[data-summary]').focus();
    else go(steps[steps.indexOf(step) + 1]);
  }

  // -- what one sees beside it ---------------------------------------------------------------------------------

  const verdicts = () => window.kltRules.verdicts(entry(), state.wrong, data.limits);

  function showVerdicts() {
    const found = verdicts();
    const lines = [...document.querySelectorAll('[data-criterion]')];
    lines.forEach((line) => {
      const verdict = found[line.dataset.criterion];
      const shown = line.querySelector('.state');
      shown.className = `contribute-state state state-${verdict}`;
      say(shown, data.states[verdict]);
    });
    const shown = lines.filter((line) => line.querySelector('.state-met, .state-attested')).length;
    say(at('judged'), told('judged', { shown }));
  }

  function say(element, sentence) {
    if (element.textContent !== sentence) element.textContent = sentence;
  }

  function showCard() {
    at('preview').replaceChildren(window.kltBeside.card(template, state.value, data, language));
  }

  /** Entries like a new one; what they are is loaded when there is something to compare. */
  function showAlike() {
    if (!slug) compare(state.value, data.index, look);
    const others = slug ? [] : window.kltBeside.alike(state.value);
    if (!others) return;
    at('alike').hidden = !others.length;
    at('alike').querySelector('ul').replaceChildren(...others.map((one) => {
      const [item, shown, change] = ['li', 'a', 'a'].map((tag) => document.createElement(tag));
      shown.href = data.entry.replace('{slug}', one.slug);
      shown.textContent = one.title;
      change.href = `?entry=${one.slug}`;
      change.textContent = words.change;
      change.setAttribute('aria-label', `${words.change}: ${one.title}`);
      item.append(shown, ' ', change);
      return item;
    }));
  }

  // -- the file ------------------------------------------------------------------------------------------------

  const text = () => window.kltYaml.text(entry(), data.first, Object.keys(data.schema.properties));

  function nameOf() {
    if (slug) return slug;
    const titles = state.value.title || {};
    const named = window.kltYaml.slug(languages.map((one) => titles[one]).find(Boolean) || '');
    for (let number = 1; ; number += 1) {
      const tried = number === 1 ? named : `${named.slice(0, 76)}-${number}`;
      if (!window.kltBeside.taken(tried)) return tried;
    }
  }

  function showFile() {
    const [yaml, file] = [text(), `${nameOf()}.yaml`];
    at('yaml').value = yaml;
    say(at('name'), file);
    const lacking = missing();
    say(at('right'), state.wrong.length ? told('wrong', { count: state.wrong.length }) : words.right);
    say(at('lacks'), lacking.length ? told('lacks', { fields: lacking.join(', ') }) : words.complete);
    const attach = told('attach', { name: file });
    const named = inLanguage(state.value.title, language);
    const { href, whole } = window.kltSend.mail(data.email, told('subject', { title: named }), yaml, attach);
    at('mail').href = href;
    say(at('mail-note'), whole ? '' : attach);
    if (at('propose')) propose(yaml, data.folder + file);
  }

  /** The labels of what publication needs and is not there, with the language that is missing. */
  function missing() {
    return data.needed.flatMap((key) => {
      const value = state.value[key];
      const field = form.querySelector(`[data-key=${key}]`);
      const label = field.querySelector('legend').firstChild.textContent.trim();
      if (field.dataset.kind !== 'text') return value ? [] : [label];
      return languages.filter((one) => !(value || {})[one]).map((one) => {
        const { textContent } = field.querySelector(`[data-language=${one}]`).parentElement.querySelector('label');
        return `${label} (${textContent})`;
      });
    });
  }

  function propose(yaml, path) {
    const { href, note } = window.kltSend.proposal(data.repository, yaml, path, Boolean(slug));
    at('propose').href = href;
    say(at('propose-note'), note && words[note]);
  }

  function download() {
    const file = `${nameOf()}.yaml`;
    window.kltSend.download(text(), file);
    say(at('done'), told('downloaded', { name: file }));
  }

  async function copy() {
    say(at('done'), words[await window.kltCopy(at('yaml')) ? 'copied' : 'uncopied']);
  }

  // -- drafts --------------------------------------------------------------------------------------------------

  function keep() {
    const isKept = window.kltDrafts.keep(slug, entry());
    const hour = new Date().toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });
    say(at('kept'), isKept ? told('kept', { hour }) : words.unkept);
  }

  function forget() {
    clearTimeout(waiting);
    waiting = null;
    window.kltDrafts.forget(slug);
    slug = '';
    seen.clear();
    load({});
    go(steps[0]);
    say(at('kept'), words.forgotten);
    say(at('loaded'), '');
  }

  // -- an entry into the form ----------------------------------------------------------------------------------

  /** Put an entry into the form; what no field asks for is kept beside it. */
  function load(whole) {
    const asked = new Set([...form.querySelectorAll('[data-step] > [data-key]')].map((field) => field.dataset.key));
    state = { ...state, kept: Object.fromEntries(Object.entries(whole).filter(([key]) => !asked.has(key))) };
    fill(form, { status: 'draft', ...whole });
    Object.entries(whole.partners ? {} : STARTING).forEach(([key, presets]) => {
      const list = form.querySelector(`[data-key=${key}]`);
      presets.forEach((preset) => add(list, preset));
    });
    form.querySelectorAll('[data-kind=list]').forEach((list) => name(list, words));
    look();
  }

  async function loadEntry(wanted) {
    form.inert = true; // what one wrote meanwhile would be lost
    const whole = await window.kltEntries.find(wanted, data.entries).catch(() => null);
    form.inert = false;
    if (!whole) {
      load(window.kltDrafts.kept('') || {});
      return say(at('loaded'), whole === null ? words.unloaded : told('unknown', { slug: wanted }));
    }
    slug = wanted;
    load(window.kltDrafts.kept(slug) || whole);
    return say(at('loaded'), told('loaded', { title: inLanguage(whole.title, language) }));
  }

  // -- what readers do -----------------------------------------------------------------------------------------

  let waiting = null;

  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(now, PAUSE);
  }

  function now() {
    if (waiting === null) return;
    clearTimeout(waiting);
    waiting = null;
    look();
    keep();
  }

  /** What was read otherwise than it was typed is shown as it was read. */
  function settle(field) {
    const path = [...state.places].find(([, place]) => place === field);
    const value = path && window.kltRules.valueAt(state.value, path[0]);
    if (['whole', 'degrees', 'years'].includes(field.dataset.kind) && typeof value === 'number') control(field).value = value;
  }

  function leave(event) {
    const field = event.target.closest('[data-key]');
    if (!field) return;
    seen.add(field);
    if (event.target.matches('[data-language]')) seen.add(event.target);
    waiting = waiting || 0;
    now();
    settle(field);
  }

  function press(event) {
    const button = event.target.closest('button');
    if (!button) return;
    const step = button.closest('[data-step]');
    if (button.matches('[data-go]')) go(steps.find((one) => one.dataset.step === button.dataset.go));
    else if (button.matches('[data-back]')) go(steps[steps.indexOf(step) - 1]);
    else if (button.matches('[data-add]')) addTo(button.closest('[data-kind=list]'));
    else if (button.matches('[data-remove]')) remove(button.closest('[data-kind=item]'));
  }

  /** The next step; there is nothing that a form could send. */
  function submit(event) {
    event.preventDefault();
    const step = steps.find((one) => !one.hidden);
    if (step !== steps.at(-1)) next(step);
  }

  function addTo(list) {
    const item = add(list);
    name(list, words);
    look();
    control(item).focus();
    say(at('status'), told('added', { item: item.querySelector('legend').textContent }));
  }

  function remove(item) {
    const list = item.parentElement.closest('[data-kind=list]');
    const called = item.querySelector('legend').textContent;
    item.parentElement.remove();
    name(list, words);
    (items(list).at(-1) || list).focus();
    waiting = 0;
    now();
    say(at('status'), told('removed', { item: called }));
  }

  function listen() {
    form.addEventListener('submit', submit);
    form.addEventListener('input', soon);
    form.addEventListener('change', leave);
    form.addEventListener('focusout', (event) => { if (event.target.value) leave(event); });
    form.addEventListener('click', press);
    at('download').addEventListener('click', download);
    at('copy').addEventListener('click', copy);
    at('forget').addEventListener('click', forget);
    window.addEventListener('pagehide', now);
  }

  function start() {
    at('without').hidden = true;
    at('with').hidden = false;
    listen();
    const wanted = new URLSearchParams(window.location.search).get('entry');
    const draft = wanted ? null : window.kltDrafts.kept('');
    load(draft || {});
    go(steps[0], false);
    if (wanted) loadEntry(wanted);
    else if (draft) say(at('loaded'), words.found);
  }

  window.kltContribute = { load, entry, text, verdicts, wrong: () => state.wrong };
  document.addEventListener('DOMContentLoaded', start);
})();
