/*
 * An entry as the text of its file: for contribute.js, which stands after this file.
 *
 * A text stands in double quotes, as JSON has it, which every reader of YAML understands alike; without quotes where
 * it is plain words, and as a block where it is long, so that people can read it too.
 */
(() => {
  'use strict';

  const PLAIN = /^\p{L}[\p{L}\p{M}\p{N}]*([ -][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*$/u;
  const MEANS_SOMETHING = /^(true|false|null|yes|no|on|off|y|n|inf|nan)$/i;
  const WIDTH = 110; // columns
  const ODD_SPACE = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/; // must not begin a line

  function scalar(value) {
    if (typeof value === 'number') return decimal(value);
    if (typeof value === 'boolean') return String(value);
    return PLAIN.test(value) && !MEANS_SOMETHING.test(value) ? value : JSON.stringify(value);
  }

  /** A number without an exponent. */
  function decimal(value) {
    const written = String(value);
    return written.includes('e') ? value.toFixed(8).replace(/\.?0+$/, '') : written;
  }

  /** A long text as a block of lines, each behind `indent`; null where only quotes keep every character. */
  function block(text, indent) {
    if (text.includes('\n')) {
      const lines = text.split('\n');
      if (lines.some((line) => ODD_SPACE.test(line.trimStart()[0] || '') || /^\s/.test(line) || /\s$/.test(line))) return null;
      return [' |-', ...lines.map((line) => (line ? indent + line : ''))].join('\n');
    }
    if (indent.length + text.length < WIDTH || text.includes('  ') || ODD_SPACE.test(text)) return null;
    const lines = [''];
    text.split(' ').forEach((word) => {
      const last = lines.length - 1;
      if (lines[last] && indent.length + lines[last].length + word.length >= WIDTH) lines.push(word);
      else lines[last] += (lines[last] && ' ') + word;
    });
    return [' >-', ...lines.map((line) => indent + line)].join('\n');
  }

  /** What stands behind a colon: a value on the same line, or what follows below it. */
  function behind(value, indent) {
    if (Array.isArray(value)) {
      if (value.every((one) => typeof one === 'string')) return ` [${value.map(scalar).join(', ')}]`;
      return value.map((one) => `\n${indent}- ${fields(one, `${indent}  `).trimStart()}`).join('');
    }
    if (typeof value === 'object') return `\n${fields(value, indent)}`;
    return (typeof value === 'string' && block(value, indent)) || ` ${scalar(value)}`;
  }

  function fields(value, indent) {
    return Object.entries(value).map(([key, one]) => `${indent}${key}:${behind(one, `${indent}  `)}`).join('\n');
  }

  /** The text of a file; its fields stand in the order of `keys`. */
  function text(entry, first, keys) {
    const ordered = Object.fromEntries(keys.filter((key) => key in entry).map((key) => [key, entry[key]]));
    return `${first}\n${fields(ordered, '')}\n`;
  }

  // -- the name of the file ------------------------------------------------------------------------------------

  const SPELLED = { ß: 'ss', ø: 'o', ł: 'l', đ: 'd' };

  /** A title as the name of a file: small letters, digits and hyphens, at most 80. */
  function slug(title) {
    const letters = title.toLowerCase().replace(/[ßøłđ]/g, (letter) => SPELLED[letter]).normalize('NFKD');
    const words = letters.replace(/\p{M}/gu, '').split(/[^\p{L}\p{N}]+/u).map((word) => word.replace(/[^a-z0-9]/g, ''));
    const named = words.filter(Boolean).join('-').slice(0, 80).replace(/-+$/, '');
    return named || `x${[...new TextEncoder().encode(title)].slice(0, 6).map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  }

  window.kltYaml = { text, slug };
})();
