/*
 * Words as readers type them: without accents, with umlauts spelled out, half of a compound, with a typo.
 *
 * For browse.js, which stands after this file.
 */
(() => {
  'use strict';

  const INFIX = 3; // letters from which a word is found inside others too
  const BEGINNING = 6; // letters from which a mistyped beginning is enough: shorter ones are near to too much
  const PLAIN = { ß: 'ss', ø: 'o', æ: 'ae', œ: 'oe', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' };
  const SPELLED = { ...PLAIN, ä: 'ae', ö: 'oe', ü: 'ue', ø: 'oe', å: 'aa' };

  // -- folding: all letters without accents, in lower case; umlauts also as they are spelled out ----------------

  const folded = new Map([[PLAIN, new Map()], [SPELLED, new Map()]]);

  /** One letter as it is compared: "" for an accent by itself, a space for what is no letter. */
  function foldLetter(letter, spelling) {
    const known = folded.get(spelling);
    if (!known.has(letter)) {
      const small = letter.toLowerCase().normalize('NFC');
      const bare = (spelling[small] || small).normalize('NFD').replace(/\p{M}/gu, '');
      known.set(letter, bare && bare.replace(/[^\p{L}\p{N}]/gu, ' '));
    }
    return known.get(letter);
  }

  function fold(text, spelling) {
    let words = '';
    for (const letter of text.normalize('NFC')) words += foldLetter(letter, spelling);
    return words.replace(/ +/g, ' ').trim();
  }

  /** A text to look through: its words between spaces, then those that can be spelled otherwise. */
  function hay(text) {
    const plain = fold(text, PLAIN);
    if (!/[äöüøå]/iu.test(text)) return ` ${plain} `;
    const words = plain.split(' ');
    const others = fold(text, SPELLED).split(' ').filter((word, place) => word !== words[place]);
    return ` ${plain} ${others.join(' ')} `;
  }

  /** The words of a query, each in the forms that may stand in a text. */
  function termsOf(query) {
    const spelled = fold(query, SPELLED).split(' ');
    const plain = fold(query, PLAIN).split(' ');
    return plain.filter(Boolean).map((word, place) => [...new Set([word, spelled[place]])]);
  }

  /** How well a word is found: 3 as such, 2 at the start of one, 1 inside one, 0 not at all. */
  function strength(text, forms) {
    let best = 0;
    for (const form of forms) {
      if (best === 3 || !text.includes(form)) continue;
      if (text.includes(` ${form} `)) best = 3;
      else if (text.includes(` ${form}`)) best = 2;
      else if (form.length >= INFIX && best < 1) best = 1;
    }
    return best;
  }

  /** In how few typos `word`, or its beginning, becomes `term`; more than `most` are not counted out. */
  function typos(term, word, most) {
    const width = Math.min(word.length, term.length + most);
    const cut = word.length > width && term.length < BEGINNING;
    if (cut || width < term.length - most) return most + 1;
    let [before, last, now] = [[], [], []];
    for (let at = 0; at <= width; at += 1) last[at] = at;
    for (let row = 1; row <= term.length; row += 1) {
      let least = row;
      now[0] = row;
      for (let at = 1; at <= width; at += 1) {
        const same = term[row - 1] === word[at - 1];
        const turned = row > 1 && at > 1 && term[row - 1] === word[at - 2] && term[row - 2] === word[at - 1];
        now[at] = Math.min(last[at] + 1, now[at - 1] + 1, last[at - 1] + (same ? 0 : 1));
        if (turned) now[at] = Math.min(now[at], before[at - 2] + 1);
        if (now[at] < least) least = now[at];
      }
      if (least > most) return most + 1;
      [before, last, now] = [last, now, before];
    }
    return term.length < BEGINNING ? last[width] : Math.min(...last.slice(0, width + 1));
  }

  /** The letters of a word as bits: most words are too far from another already by these. */
  function lettersOf(word) {
    let bits = 0;
    for (let at = 0; at < word.length; at += 1) bits |= 1 << (word.charCodeAt(at) % 32);
    return bits;
  }

  function countBits(bits) {
    let count = 0;
    for (let left = bits; left; left &= left - 1) count += 1;
    return count;
  }

  /** All words of some texts, each with its letters. */
  function lexicon(texts) {
    const words = new Set();
    for (const text of texts) for (const word of (text || '').split(' ')) words.add(word);
    words.delete('');
    return [...words].map((word) => ({ word, letters: lettersOf(word) }));
  }

  /** The words that are nearest to a mistyped one: one typo is forgiven from four letters on, two from eight. */
  function near(term, words) {
    const letters = lettersOf(term);
    let least = term.length >= 8 ? 2 : 1;
    let found = [];
    if (term.length < 4) return found;
    for (const known of words) {
      if (countBits(letters & ~known.letters) > least) continue;
      const count = typos(term, known.word, least);
      if (count < least) [least, found] = [count, []];
      if (count === least) found.push(known.word);
    }
    return found;
  }

  /** Where words are found in a text, as [start, end] pairs in order, none touching another. */
  function hits(text, terms) {
    const found = [];
    for (const spelling of [PLAIN, SPELLED]) {
      const places = [];
      let words = '';
      for (let at = 0; at < text.length; at += 1) {
        const letters = foldLetter(text[at], spelling);
        for (let more = 0; more < letters.length; more += 1) places.push(at);
        words += letters;
      }
      for (const form of terms.flat()) {
        for (let at = words.indexOf(form); at >= 0; at = words.indexOf(form, at + form.length)) {
          const starts = at === 0 || words[at - 1] === ' ';
          if (starts || form.length >= INFIX) found.push([places[at], places[at + form.length - 1] + 1]);
        }
      }
    }
    return joined(found.sort((one, other) => one[0] - other[0]));
  }

  function joined(ranges) {
    const apart = [];
    for (const [start, end] of ranges) {
      const last = apart[apart.length - 1];
      if (last && start <= last[1]) last[1] = Math.max(last[1], end);
      else apart.push([start, end]);
    }
    return apart;
  }

  // -- all entries ---------------------------------------------------------------------------------------------

  const FIELDS = ['title', 'partners', 'summary', 'place'];
  const WEIGHTS = { title: 1000, partners: 100, summary: 10, labels: 1 };
  const SLICE = 8; // milliseconds of preparing at a time

  /**
   * Searches in columns of texts, some of which may still be missing, and in the labels of the entries' values.
   *
   * `columns` has title, partners, summary and place, and in `values` for each facet the places of an entry's labels;
   * `labels` has [facet, its labels] for those facets whose labels are looked through.
   */
  function finder(columns, labels) {
    const hays = Object.fromEntries(FIELDS.map((field) => [field, []]));
    const labelled = labels.map(([name, texts]) => [name, texts.map(hay)]);
    const count = columns.title.length;
    let words = null; // all that occur, for those that are mistyped
    let slices = null; // the timer of what is still to be folded
    let last = null; // one looks at the same finds again whenever a facet changes

    /** Fold what is not yet folded, for so many milliseconds; whether all is done. */
    function prepare(budget) {
      const end = performance.now() + budget;
      for (const field of FIELDS) {
        for (let id = 0; id < count; id += 1) {
          if (hays[field][id] !== undefined || columns[field][id] === undefined) continue;
          hays[field][id] = hay(columns[field][id]);
          if (performance.now() > end) return false;
        }
      }
      words = words || lexicon([...FIELDS.flatMap((field) => hays[field]), ...labelled.flatMap(([, found]) => found)]);
      return true;
    }

    function prepareInSlices() {
      clearTimeout(slices);
      slices = prepare(SLICE) ? null : setTimeout(prepareInSlices, SLICE);
    }

    /** For each entry how well one word is found in it. */
    function scoresOf(forms) {
      const telling = labelled
        .map(([name, texts]) => [columns.values[name], texts.map((text) => strength(text, forms))])
        .filter(([, found]) => found.some(Boolean));
      const scores = new Uint32Array(count);
      for (let id = 0; id < count; id += 1) {
        let label = strength(hays.place[id] || '', forms);
        for (const [values, found] of telling) for (const value of values[id]) label = Math.max(label, found[value]);
        scores[id] = label * WEIGHTS.labels;
        for (const field of ['title', 'partners', 'summary']) {
          scores[id] += strength(hays[field][id] || '', forms) * WEIGHTS[field];
        }
      }
      return scores;
    }

    /** The words of a query as they are found, and the scores of all entries: 0 where one word is missing. */
    function search(query) {
      if (last && last.query === query) return last;
      const terms = termsOf(query);
      if (!terms.length) return { terms, scores: null };
      prepare(Infinity);
      const each = terms.map((forms, place) => {
        const exact = scoresOf(forms);
        if (exact.some(Boolean)) return exact;
        terms[place] = near(forms[0], words);
        return scoresOf(terms[place]);
      });
      const together = (_, id) => each.reduce((sum, scores) => (sum && scores[id] ? sum + scores[id] : 0), 1);
      last = { query, terms, scores: Uint32Array.from({ length: count }, together) };
      return last;
    }

    /** Texts have come: look again. */
    function forget() {
      words = null;
      last = null;
      if (!slices) slices = setTimeout(prepareInSlices, SLICE);
    }

    slices = setTimeout(prepareInSlices, SLICE);
    return { search, forget };
  }

  window.kltBrowse = { finder, hits };
})();
