/*
 * How the file of an entry leaves the form: as a download, in a link to the repository's host or by e-mail; and how a draft stays in the browser. For contribute.js, which stands after this file.
 */
(() => {
  'use strict';

  const LINK = 8000; // bytes of an address that hosts surely take
  const MAIL = 1900; // bytes of one that mail programs surely take
  const AWAY = 10000; // milliseconds until a download has surely begun

  const bytes = (written) => new TextEncoder().encode(written).length;

  /** {href, whole}: the address of an e-mail with the text, or with `instead` of it where it is too long. */
  function mail(address, subject, text, instead) {
    const start = `mailto:${address}?subject=${encodeURIComponent(subject)}&body=`;
    const whole = start + encodeURIComponent(text);
    return bytes(whole) <= MAIL ? { href: whole, whole: true } : { href: start + encodeURIComponent(instead), whole: false };
  }

  /** {href, note}: the page of the host for a new file with the text in it, or the sentence that says what to do. */
  function proposal(ways, text, path, isKnown) {
    const href = (isKnown ? ways.edit : ways.new).replace('{path}', isKnown ? path : encodeURIComponent(path));
    if (isKnown || !ways.value) return { href, note: 'paste' };
    const whole = href + ways.value + encodeURIComponent(text);
    return bytes(whole) <= LINK ? { href: whole, note: '' } : { href, note: 'long_link' };
  }

  function download(text, file) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
    link.download = file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), AWAY);
  }

  window.kltSend = { mail, proposal, download };

  // -- drafts: of a new entry (slug "") or of one that is changed ----------------------------------------------

  const root = new URL('..', window.location.href).pathname; // other sites of the same host have drafts of their own
  const keyOf = (slug) => `klt-draft ${root} ${slug}`;

  /** What a browser does with its memory; null where it lets nobody have any. */
  function remembering(how) {
    try {
      return how(window.localStorage);
    } catch (refused) {
      return null;
    }
  }

  const keep = (slug, entry) => remembering((memory) => {
    memory.setItem(keyOf(slug), JSON.stringify(entry));
    return true;
  });
  const kept = (slug) => remembering((memory) => JSON.parse(memory.getItem(keyOf(slug))));
  const forget = (slug) => remembering((memory) => memory.removeItem(keyOf(slug)));

  window.kltDrafts = { keep, kept, forget };
})();
