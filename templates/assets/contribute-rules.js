/*
 * Holds an entry against the published schema and the six criteria: for contribute.js, which stands after this file.
 */
(() => {
  'use strict';

  const HOLDERS = ['properties', 'items', '$ref', 'allOf', 'if', 'dependentSchemas', 'additionalProperties'];
  const EMPTY = ['minItems', 'minLength', 'minProperties'];

  // -- the schema ----------------------------------------------------------------------------------------------

  /**
   * Tells what is wrong with an entry by `schema`: [{path, empty, gone, isRule, rule}], each path once.
   *
   * `gone` is what the validator leaves out for it; `rule` the sentence of a rule about several fields.
   */
  function checker(schema) {
    const validator = new window.kltSchema.Validator(schema, '2020-12', false);

    /** The parts of the schema on the way to where an error comes from, references followed. */
    function way(location) {
      const parts = [schema];
      let part = schema;
      location.split('/').slice(1).map(decodeURIComponent).forEach((step) => {
        part = step === '$ref' ? schema.$defs[part.$ref.split('/').pop()] : part && part[step];
        if (part && typeof part === 'object' && !Array.isArray(part)) parts.push(part);
      });
      return parts;
    }

    /** Of a value that may be of several kinds, only what is wrong with it as the kind that it says it is. */
    function isOfItsKind(error, errors) {
      const [before, ...after] = error.keywordLocation.split('/oneOf/');
      if (error.keyword === 'oneOf') {
        const below = errors.filter((one) => one.keywordLocation.startsWith(`${error.keywordLocation}/`));
        const here = below.filter((one) => `${one.instanceLocation}/`.startsWith(`${error.instanceLocation}/`));
        return here.every((one) => !isOfItsKind(one, errors));
      }
      if (!after.length) return true;
      const branch = `${before}/oneOf/${after[0].split('/')[0]}`;
      return !errors.some((one) => one.keywordLocation.startsWith(`${branch}/`) && one.instanceLocation.endsWith('/kind')
        && `${error.instanceLocation}/`.startsWith(one.instanceLocation.slice(0, -'kind'.length)));
    }

    return (entry) => {
      // Of what is forbidden as a whole, the validator gives the place in the entry; its holder comes before.
      const errors = validator.validate(entry).errors.map((error, place, all) => (
        error.keyword === 'false' ? { ...error, keywordLocation: all[place - 1].keywordLocation } : error
      ));
      const found = new Map();
      errors.forEach((error) => {
        if (HOLDERS.includes(error.keyword) || error.keywordLocation.includes('/anyOf/')) return;
        if (!isOfItsKind(error, errors)) return;
        const told = said(error, way(error.keywordLocation));
        const before = found.get(told.path);
        if (!before || (before.isRule && !told.isRule)) found.set(told.path, told);
      });
      return [...found.values()];
    };
  }

  function said(error, parts) {
    const holder = decodeURIComponent(error.instanceLocation.slice(1));
    const missing = error.keyword === 'required';
    const path = missing ? `${holder}/${/"([^"]*)"/.exec(error.error)[1]}` : holder;
    const empty = missing || EMPTY.includes(error.keyword);
    const { errorMessage = '' } = [...parts].reverse().find((one) => one.errorMessage) || {};
    const isRule = parts.some((one) => one['x-code'] && one.if); // about fields together: each by itself is right
    return { path, empty, gone: missing ? holder : path, isRule, rule: isRule ? errorMessage.replace(/ \(KLT\d+\)$/, '') : '' };
  }

  const valueAt = (entry, path) => path.split('/').slice(1).reduce((value, step) => value && value[step], entry);

  // -- the six criteria ----------------------------------------------------------------------------------------

  /** The entry without what is wrong in it, as the validator reads it: of a list always the whole. */
  function sound(entry, wrong) {
    const copy = structuredClone(entry);
    wrong.filter(({ isRule }) => !isRule).forEach(({ path, gone }) => {
      const steps = (gone ?? path).split('/').slice(1);
      while (steps.length && /^\d+$/.test(steps.at(-1))) steps.pop();
      takeOut(copy, steps);
    });
    return copy;
  }

  function takeOut(value, steps) {
    if (!steps.length) return;
    const holder = valueAt(value, `/${steps.slice(0, -1).join('/')}`.replace(/^\/$/, ''));
    if (!holder || !(steps.at(-1) in holder)) return;
    delete holder[steps.at(-1)];
    const above = steps.slice(0, -1);
    if (Object.keys(holder).length) return;
    while (above.length && /^\d+$/.test(above.at(-1))) above.pop();
    takeOut(value, above);
  }

  // What is missing is either for an editorial team to vouch for, or stays; a state is "" until attestations count.
  const VOUCHED = { state: 'open', vouched: true };
  const OPEN = { state: 'open', vouched: false };
  const UNMET = { state: 'unmet', vouched: false };
  const MET = { state: 'met' };

  const shown = (statement) => Boolean(statement && statement.statement && statement.source);
  const statementFor = (entry, key) => (entry.evidence || {})[key];

  const CRITERIA = {
    'economic-background': ['KLT301', (entry) => (shown(statementFor(entry, 'economic-background')) ? MET : VOUCHED)],
    'equal-terms': ['KLT302', (entry) => {
      const terms = statementFor(entry, 'equal-terms');
      if (terms && terms.commissioned === true) return UNMET;
      return shown(terms) ? MET : VOUCHED;
    }],
    sme: ['KLT303', (entry, limits) => {
      const firms = (entry.partners || []).filter(({ role }) => role === 'sme');
      if (!firms.length) return OPEN;
      if (firms.some(({ employees }) => employees > limits.employees)) return UNMET;
      return firms.every(({ employees }) => employees !== undefined) ? MET : VOUCHED;
    }],
    cci: ['KLT304', (entry) => {
      const creatives = (entry.partners || []).filter(({ role }) => role === 'cci');
      return creatives.some(({ subsectors }) => subsectors) ? MET : OPEN;
    }],
    rural: ['KLT305', (entry, limits) => {
      const urban = (entry.partners || []).filter(({ setting }) => setting === 'urban').length;
      const { country, inhabitants } = entry.place || {};
      if (urban > limits.urban || inhabitants >= (limits.countries[country] ?? limits.inhabitants)) return UNMET;
      if (urban && CRITERIA['regional-effects'][1](entry) !== MET) return OPEN;
      return inhabitants === undefined ? VOUCHED : MET;
    }],
    'regional-effects': ['KLT306', (entry) => (
      entry.regional_value || shown(statementFor(entry, 'regional-effects')) ? MET : VOUCHED
    )],
  };

  /** How each criterion stands: {key: met | attested | open | unmet}, as the validator judges it. */
  function verdicts(entry, wrong, limits) {
    const read = sound(entry, wrong);
    const vouched = limits.vouched[read.attested] || [];
    return Object.fromEntries(Object.entries(CRITERIA).map(([key, [code, judge]]) => {
      const found = judge(read, limits);
      return [key, found.vouched && vouched.includes(code) ? 'attested' : found.state];
    }));
  }

  window.kltRules = { checker, verdicts, valueAt };
})();
