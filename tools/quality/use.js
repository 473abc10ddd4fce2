// What a page must hold for whoever uses it, beyond what axe looks at. Gives back sentences; none is good.
(options) => {
    const said = [];
    const tell = (one) => {
        const classes = one.getAttribute("class");
        const text = (one.textContent || one.getAttribute("aria-label") || "").trim().slice(0, 30);
        return `<${one.localName}${classes ? ` class="${classes}"` : ""}> ${text}`;
    };
    const shown = (one) => one.checkVisibility({visibilityProperty: true}) && one.getClientRects().length > 0;

    // Headings: one of the first level, and none deeper than one below its forerunner.
    const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(shown);
    const levels = headings.map((one) => Number(one.localName[1]));
    if (levels.filter((level) => level === 1).length !== 1) said.push(`headings: ${levels.join(" ")}`);
    levels.forEach((level, at) => {
        if (at && level > levels[at - 1] + 1) said.push(`heading skips a level: ${tell(headings[at])}`);
    });

    if (document.documentElement.lang !== options.language) said.push(`lang is ${document.documentElement.lang}`);
    for (const link of document.querySelectorAll("header a[hreflang], main a[hreflang]")) {
        const marked = link.closest("[lang]");
        const own = link.hreflang;
        if (own !== options.language && marked.lang !== own && /^\p{L}+$/u.test(link.textContent.trim()))
            said.push(`language not marked: ${tell(link)}`);
    }

    // Nothing is wider than the screen (WCAG 1.4.10), but for what scrolls in a frame of its own.
    const root = document.scrollingElement;
    if (root.scrollWidth > innerWidth) {
        const wide = [...document.body.querySelectorAll("*")]
            .filter((one) => shown(one) && one.getBoundingClientRect().right > innerWidth + 1);
        said.push(`${root.scrollWidth} px wide: ${wide.slice(-3).map(tell).join("; ")}`);
    }

    // Targets of 24 px (WCAG 2.5.8): inline ones in a sentence, and those with room around them, are exempt.
    const targets = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
        .filter((one) => shown(one) && one.type !== "hidden" && !one.matches("[role='region'], [role='group'], :disabled"));
    const inSentence = (one) => {
        if (getComputedStyle(one).display !== "inline") return false;
        let block = one.parentElement;
        while (block && getComputedStyle(block).display === "inline") block = block.parentElement;
        if (!block) return false;
        const around = [...block.querySelectorAll("a[href], button")].reduce(
            (text, link) => text.replace(link.textContent, ""), block.textContent);
        return /\p{L}/u.test(around);
    };
    const boxes = targets.map((one) => {
        const label = one.matches("input[type='checkbox'], input[type='radio']") && one.labels && one.labels[0];
        return (label || one).getBoundingClientRect();
    });
    const small = (box) => Math.min(box.width, box.height) < 23.95;
    const clipped = (box) => box.width <= 1 || box.bottom < 0;  // waits outside until it has the focus
    const near = (at, other) => {
        const [a, b] = [boxes[at], boxes[other]];
        const [x, y] = [a.left + a.width / 2, a.top + a.height / 2];
        const [across, down] = small(b) && !targets[at].contains(targets[other])
            ? [b.left + b.width / 2 - x, b.top + b.height / 2 - y]
            : [Math.max(b.left - x, 0, x - b.right), Math.max(b.top - y, 0, y - b.bottom)];
        const room = small(b) ? 24 : 12;
        return Math.hypot(across, down) < room - 0.05;
    };
    boxes.forEach((box, at) => {
        if (!small(box) || clipped(box) || inSentence(targets[at])) return;
        const crowded = boxes.some((other, index) => index !== at && !clipped(other)
            && !targets[index].contains(targets[at]) && !targets[at].contains(targets[index]) && near(at, index));
        if (crowded) said.push(`target of ${Math.round(box.width)} × ${Math.round(box.height)} px: ${tell(targets[at])}`);
    });
    return said;
}
