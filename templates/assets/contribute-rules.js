/*
 * Holds an entry against the published schema and the six criteria: for contribute.js, which stands after this file.
 */
(() => {
  'use strict';

  const HOLDERS = ['properties', 'items', '$ref', 'allOf', 'if', 'dependentSchemas', 'additionalProperties'];

  // -- the schema ----------------------------------------------------------------------------------------------

  /** Tells what is wrong with an entry by `schema`: [{path, word, least, most, length, longest}], each path once. */
  function checker(schema) {
    const validator = new window.kltSchema.Validator(schema, '2020-12', false);

    /** The parts of the schema on the way to where an error comes from, references followed. */
    function way(location) {
      const steps = location.split('/').slice(1).map((step) => decodeURIComponent(step).replace(/~1/g, '/').replace(/~0/g, '~'));
      const parts = [schema];
      let part = schema;
      steps.forEach((step) => {
        part = step === '$ref' ? schema.$defs[part.$ref.split('/').pop()] : part && part[step];
        if (part && typeof part === 'object') parts.push(part);
      });
      return parts;
    }

    /** Of a value that may be of several kinds, only what is wrong with it as the kind that it says it is. */
    function withoutOtherKinds(errors) {
      return errors.filter((error) => ['anyOf', 'oneOf'].every((name) => {
        const [before, ...after] = error.keywordLocation.split(`/${name}/`);
        if (!after.length) return true;
        const branch = `${before}/${name}/${after[0].split('/')[0]}`;
        const kinds = way(branch).at(-1);
        if (name === 'anyOf' || !kinds) return false;
        const wrongKind = (one) => one.keywordLocation.startsWith(`${branch}/`) && one.instanceLocation.endsWith('/kind');
        return !errors.some(wrongKind);
      }));
    }

    return (entry) => {
      const { errors } = validator.validate(entry);
      const found = new Map();
      withoutOtherKinds(errors).filter(({ keyword }) => !HOLDERS.includes(keyword)).forEach((error) => {
        const parts = way(error.keywordLocation);
        const part = parts.filter((one) => !Array.isArray(one)).at(-1);
        if (parts.some((one) => one['x-code'])) return; // a criterion, which the list of the six tells
        if (error.keyword === 'oneOf' && errors.some((one) => one.keywordLocation.startsWith(`${error.keywordLocation}/`) && !one.instanceLocation.endsWith('/kind') && one.instanceLocation !== error.instanceLocation)) return;
        const told = said(error, part, valueAt(entry, pathOf(error)));
        if (!found.has(told.path)) found.set(told.path, told);
      });
      return [...found.values()];
    };
  }

  const pathOf = (error) => decodeURIComponent(error.instanceLocation.slice(1));
  const valueAt = (entry, path) => path.split('/').slice(1).reduce((value, step) => value && value[step], entry);

  function said(error, part, value) {
    const path = pathOf(error);
    switch (error.keyword) {
      case 'required': return { path: `${path}/${/"([^"]*)"/.exec(error.error)[1]}`, word: 'missing', gone: path };
      case 'minItems':
      case 'minLength':
      case 'minProperties': return { path, word: 'missing' };
      case 'maxLength': return { path, word: 'long', length: [...value].length, longest: part.maxLength };
      case 'minimum':
      case 'maximum':
      case 'exclusiveMinimum': return { path, word: 'range', least: part.minimum ?? part.exclusiveMinimum, most: part.maximum };
      case 'type': return { path, word: { integer: 'whole', number: 'decimal' }[part.type] || 'other' };
      case 'enum':
      case 'const': return { path, word: 'choose' };
      case 'anyOf': return { path, word: 'moment' };
      case 'format':
      case 'pattern': return { path, word: part.format === 'uri' ? 'address' : 'day' };
      default: return { path, word: 'other' };
    }
  }

  // -- the six criteria ----------------------------------------------------------------------------------------

  /** The entry without what is wrong in it, as the validator reads it: of a list always the whole. */
  function sound(entry, wrong) {
    const copy = structuredClone(entry);
    wrong.forEach(({ path, gone }) => {
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

  window.kltRules = { checker, verdicts };
})();
