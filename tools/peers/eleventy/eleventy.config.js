// Hands to the templates which pages there are, by short keys; what they show comes from store.js, without being copied.
import { entryKeys, listKeys, markdown } from "./store.js";

export default function (config) {
  config.addGlobalData("languages", ["en", "de"]);
  config.addGlobalData("entryKeys", entryKeys);
  config.addGlobalData("listKeys", listKeys);
  config.addPassthroughCopy({ assets: "assets" });
  config.setLibrary("md", markdown);
  return {
    dir: { input: "src", includes: "../_includes", output: "output" },
    markdownTemplateEngine: false,
    templateFormats: ["md", "11ty.js"],
  };
}
