// All entries with every field.
import { published, site } from "../store.js";

export const data = { permalink: "/data/collaborations.json" };

export function render() {
  return JSON.stringify({ version: 1, licence: site.licence.url, languages: ["en", "de"], entries: published });
}
