/*
 * The form's fields: reads what stands in them as an entry, and writes an entry into them.
 *
 * A field is an element with data-kind and data-key; groups, lists and the items of lists hold others. For
 * contribute.js, which stands after this file.
 */
(() => {
  'use strict';

  const UNWANTED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]/g;
  const NOT_IN_ADDRESS = /[\u0000-\u0020\u007f<>"'`\\^{}|\u0080-\u00a0\u00ad\u2000-\u200f\u2028-\u202e\ufeff]/;
  const WRITTEN = {
    whole: /^\d{1,18}$/,
    degrees: /^-?\d{1,3}(\.\d{1,8})?$/,
    years: /^\d{1,4}(\.\d{1,3})?$/,
  };
  const GROUPED = /^\d{1,3}([ .,'\u00a0\u202f]\d{3})+$/; // 17 000, 17.000 or 17,000 inhabitants

  let count = 0; // of the items so far: each has identifiers of its own

  // -- text as it may stand in a file --------------------------------------------------------------------------

  /** A text without what cannot be seen, its letters in one piece, one kind of line break and no space around. */
  function clean(text) {
    const lines = text.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n').replace(/\t/g, ' ');
    return (lines.toWellFormed ? lines.toWellFormed() : lines).replace(UNWANTED, '').normalize('NFC').trim();
  }

  const onOneLine = (text) => clean(text).replace(/\s*\n\s*/g, ' ');

  function number(kind, text) {
    let plain = text;
    if (kind === 'whole' && GROUPED.test(text)) plain = text.replace(/\D/g, '');
    if (kind !== 'whole') plain = text.replace(',', '.').replace('\u2212', '-');
    return WRITTEN[kind].test(plain) ? Number(plain) : text;
  }

  /** Whether a text is right as far as no schema can say. */
  function isRight(kind, value) {
    if (kind === 'address') return isAddress(value);
    if (kind !== 'moment' && kind !== 'day') return true;
    if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return /^(19|2\d)\d\d(-|$)/.test(value);
    const day = new Date(`${value}T00:00:00Z`);
    return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
  }

  function isAddress(text) {
    const [, host] = /^https?:\/\/([^/?#]*)/i.exec(text) || ['', ''];
    return host.includes('.') && !host.includes('@') && !NOT_IN_ADDRESS.test(text) && URL.canParse(text);
  }

  // -- the fields ----------------------------------------------------------------------------------------------

  const FIELDS = '[data-kind]';
  const holderOf = (field) => field.parentElement.closest(FIELDS);

  function fieldsOf(holder) {
    const within = holder.matches(FIELDS) ? holder : null;
    return [...holder.querySelectorAll('[data-key]')].filter((field) => holderOf(field) === within);
  }

  const control = (field) => field.querySelector('input, select, textarea');
  const items = (list) => [...list.querySelector('.field-items').children].map((one) => one.firstElementChild);

  /** Whether a field is asked for: some belong to one role of a partner, or to one kind of medium. */
  function applies(field) {
    if (!field.dataset.only) return true;
    const [key, values] = field.dataset.only.split('=');
    const beside = fieldsOf(holderOf(field)).find((one) => one.dataset.key === key);
    return values.split(' ').includes(control(beside).value);
  }

  function showWhatApplies(form) {
    form.querySelectorAll('[data-only]').forEach((field) => { field.hidden = !applies(field); });
  }

  // -- reading: an entry, and for each path in it the element where it stands ----------------------------------

  const READ = {
    group: mapping,
    item: mapping,
    list(field, path, places, odd) {
      const values = [];
      items(field).forEach((item) => {
        const value = mapping(item, `${path}/${values.length}`, places, odd);
        if (value && !isPreset(item, value)) values.push(value);
      });
      return values.length ? values : undefined;
    },
    text(field, path, places) {
      const value = {};
      field.querySelectorAll('[data-language]').forEach((input) => {
        const words = clean(input.value);
        places.set(`${path}/${input.dataset.language}`, input);
        if (words) value[input.dataset.language] = words;
      });
      return Object.keys(value).length ? value : undefined;
    },
    several(field) {
      const chosen = [...field.querySelectorAll('input:checked')].map((box) => box.value);
      const before = field.order || []; // of an entry that was loaded
      const place = (value) => (before.includes(value) ? before.indexOf(value) : before.length);
      chosen.sort((one, other) => place(one) - place(other));
      return chosen.length ? chosen : undefined;
    },
    'yes-no': (field) => (control(field).value ? control(field).value === 'true' : undefined),
    choice: (field) => control(field).value || undefined,
  };

  function plain(field, path, places, odd) {
    const { kind } = field.dataset;
    const text = onOneLine(control(field).value);
    if (!text) return undefined;
    if (!isRight(kind, text)) odd.push({ path });
    return kind in WRITTEN ? number(kind, text) : text;
  }

  function mapping(holder, path, places, odd) {
    const value = {};
    fieldsOf(holder).filter(applies).forEach((field) => {
      const at = `${path}/${field.dataset.key}`;
      places.set(at, field);
      const found = (READ[field.dataset.kind] || plain)(field, at, places, odd);
      if (found !== undefined) value[field.dataset.key] = found;
    });
    if (path) places.set(path, holder);
    return Object.keys(value).length || !path ? value : undefined;
  }

  const isPreset = (item, value) => JSON.stringify(value) === item.dataset.preset;

  /** {value, places, odd}: the entry, the element of each path, and what is odd beyond what the schema can say. */
  function read(form) {
    const places = new Map();
    const odd = [];
    return { value: mapping(form, '', places, odd), places, odd };
  }

  // -- writing -------------------------------------------------------------------------------------------------

  function fill(holder, value) {
    fieldsOf(holder).forEach((field) => write(field, (value || {})[field.dataset.key]));
  }

  function write(field, value) {
    const { kind } = field.dataset;
    if (kind === 'group') fill(field, value);
    else if (kind === 'list') writeList(field, value || []);
    else if (kind === 'several') writeSeveral(field, value || []);
    else if (kind === 'text') {
      field.querySelectorAll('[data-language]').forEach((input) => {
        input.value = (value || {})[input.dataset.language] || '';
      });
    } else control(field).value = value === undefined ? '' : String(value);
  }

  function writeList(list, values) {
    list.querySelector('.field-items').replaceChildren();
    values.forEach((value) => fill(add(list), value));
  }

  function writeSeveral(field, values) {
    const known = [...field.querySelectorAll('input')];
    values.filter((value) => !known.some((box) => box.value === value)).forEach((value) => {
      const label = known[0].parentElement.cloneNode(true);
      label.querySelector('input').value = value;
      label.querySelector('span').textContent = value;
      known[0].parentElement.parentElement.append(label);
    });
    field.order = values;
    field.querySelectorAll('input').forEach((box) => { box.checked = values.includes(box.value); });
  }

  /** Another item at the end of a list, with `preset` values that by themselves say nothing yet. */
  function add(list, preset) {
    const item = list.querySelector('template').content.firstElementChild.cloneNode(true);
    count += 1;
    ['id', 'for', 'aria-describedby'].forEach((name) => item.querySelectorAll(`[${name}]`).forEach((element) => {
      const named = element.getAttribute(name).split(' ');
      element.setAttribute(name, named.map((one) => one.replace(/(--error|--help|)$/, `--${count}$1`)).join(' '));
    }));
    list.querySelector('.field-items').append(item);
    const field = item.firstElementChild;
    if (preset) {
      fill(field, preset);
      field.dataset.preset = JSON.stringify(preset);
    }
    return field;
  }

  /** Number the items of a list, and say which one a button removes. */
  function name(list, words) {
    items(list).forEach((item, place) => {
      const told = `${list.dataset.item} ${place + 1}`;
      item.querySelector('legend').textContent = told;
      item.querySelector('[data-remove]').textContent = words.remove.replace('{item}', told);
    });
  }

  /** What a field is called, with the groups that it stands in. */
  function labelOf(place, form) {
    const names = [];
    for (let one = place; one && one !== form; one = one.parentElement) {
      const label = one.matches('[data-language]') ? one.parentElement.querySelector('label')
        : one.matches('[data-kind]:not([data-kind=list])') && one.querySelector(':scope > legend, :scope > label');
      if (label) names.unshift(label.firstChild.textContent.trim());
    }
    return names.join(' – ');
  }

  const SENTENCES = { degrees: 'decimal', years: 'decimal', choice: 'choose', several: 'choose', 'yes-no': 'choose' };
  const OWN = ['whole', 'moment', 'day', 'address']; // kinds with a sentence of their name

  /** Which sentence tells that a value is wrong in a field, and its numbers. */
  function sentence(field, value) {
    const { kind, least, most } = field.dataset;
    if (kind === 'text' && value) return ['long', { length: [...value].length, longest: most }];
    if (typeof value === 'number' && least) return ['range', { least, most }];
    return [OWN.includes(kind) ? kind : SENTENCES[kind] || 'other'];
  }

  window.kltFields = { read, fill, add, items, name, showWhatApplies, control, labelOf, sentence };
})();
