/*
 * Writes a card from the template that the page holds: for browse.js and contribute.js, which stand after this file.
 */
(() => {
  'use strict';

  function textsIn(element) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) found.push(walker.currentNode);
    return found;
  }

  /** A card; `values` are its texts by name, `forms` the two of its emblem. What has no text is left out. */
  function written(template, values, forms) {
    const card = template.cloneNode(true);
    textsIn(card).forEach((text) => {
      const filled = text.data.replace(/\{(\w+)\}/g, (slot, name) => (name in values ? values[name] || '' : slot));
      if (text.data.trim() && !filled.trim()) text.parentElement.remove();
      else text.data = filled;
    });
    card.querySelectorAll('.emblem use').forEach((use, side) => {
      if (forms[side]) use.setAttribute('href', `#${forms[side]}`);
    });
    return card;
  }

  window.kltCard = { textsIn, written };
})();
