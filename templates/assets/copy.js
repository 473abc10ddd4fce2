/*
 * Copies what stands in a text field: for contribute.js and embedding.js, which stand after this file.
 */
(() => {
  'use strict';

  /** Whether it worked. What did not is marked, to be copied by hand. */
  window.kltCopy = async (field) => {
    try {
      await navigator.clipboard.writeText(field.value);
      return true;
    } catch (refused) {
      field.focus();
      field.select();
      return document.execCommand('copy');
    }
  };
})();
