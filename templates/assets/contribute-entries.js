/*
 * Published entries, each loaded when it is to be changed: for contribute.js, which stands after this file.
 *
 * They lie in small scripts, as nothing can be fetched from a folder. A first one names the others by the bits that the
 * checksums of their slugs begin with.
 */
(() => {
  'use strict';

  const BITS = 32;

  let names = {}; // of the scripts beside the first one, by bits
  const entries = new Map(); // by slug

  /** Run a script of the site, in the page; fails where it cannot be had. */
  const bring = (address) => new Promise((arrived, missing) => {
    const script = document.createElement('script');
    script.src = address;
    script.addEventListener('load', arrived);
    script.addEventListener('error', missing);
    document.head.append(script);
  });

  function load(part, found) {
    if (part === 'names') names = found;
    else Object.entries(found).forEach(([slug, entry]) => entries.set(slug, entry));
  }

  /** The bits of a slug's CRC-32, the lowest first. */
  function bitsOf(slug) {
    let sum = -1;
    for (const byte of new TextEncoder().encode(slug)) {
      sum ^= byte;
      for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 && 0xedb88320);
    }
    return [...(~sum >>> 0).toString(2).padStart(BITS, '0')].reverse().join('');
  }

  /** An entry by its slug, undefined where there is none; `first` is the address of the script that names the others. */
  async function find(slug, first) {
    await bring(first);
    const bits = bitsOf(slug);
    const known = Object.keys(names).find((start) => bits.startsWith(start));
    if (known !== undefined) await bring(new URL(names[known], new URL(first, window.location.href)).href);
    return entries.get(slug);
  }

  window.kltEntries = { load, find, bring, bitsOf };
})();
