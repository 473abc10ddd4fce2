// What all templates read: the words of the site, the entries of each language by title, the pages of each list.
import { readFileSync, readdirSync } from "node:fs";
import { CORE_SCHEMA, load } from "js-yaml";
import markdownIt from "markdown-it";
import { listsOf, rowsOf } from "./lists.js";

export const markdown = markdownIt();
export const site = JSON.parse(readFileSync("site.json", "utf-8"));

const cases = readdirSync("cases").sort().map((name) => ({
  slug: name.replace(/\.yaml$/, ""),
  ...load(readFileSync(`cases/${name}`, "utf-8"), { schema: CORE_SCHEMA }),
}));
export const published = cases.filter((one) => one.status === "published");
export const rows = rowsOf(published, site, (text) => markdown.render(text));

const lists = Object.values(rows).flatMap((row) => [...listsOf(row)]);
export const entryKeys = Object.values(rows).flatMap((row) => row.entries.map((one) => `${row.language}:${one.at}`));
export const listKeys = lists.map((list, at) => String(at));

export const entryOf = (key) => rows[key.slice(0, 2)].entries[Number(key.slice(3))];
export const listOf = (key) => lists[Number(key)];
