// Reads formulas of LaTeX, a JSON list on standard input, with KaTeX and with MathJax; prints what each shows, as text.
const katex = require("katex");
const { mathjax } = require("mathjax-full/js/mathjax.js");
const { TeX } = require("mathjax-full/js/input/tex.js");
const { liteAdaptor } = require("mathjax-full/js/adaptors/liteAdaptor.js");
const { RegisterHTMLHandler } = require("mathjax-full/js/handlers/html.js");
const { SerializedMmlVisitor } = require("mathjax-full/js/core/MmlTree/SerializedMmlVisitor.js");
const { STATE } = require("mathjax-full/js/core/MathItem.js");
require("mathjax-full/js/input/tex/AllPackages.js");

RegisterHTMLHandler(liteAdaptor());
const refuse = (_, error) => {
  throw error;
};
const page = mathjax.document("", { InputJax: new TeX({ packages: ["base", "ams"], formatError: refuse }) });
const visitor = new SerializedMmlVisitor();
const shown = (mathml) =>
  mathml
    .replace(/<annotation[^]*?<\/annotation>/g, "")
    .replace(/<[^>]*>/g, "")
    .replace(/&#x([0-9A-F]+);/gi, (_, hex) => String.fromCodePoint(parseInt(hex, 16)))
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, "&")
    .replace(/\s+/g, "");
const readers = {
  KaTeX: (latex) => katex.renderToString(latex, { output: "mathml", throwOnError: true, strict: "ignore", displayMode: true }),
  MathJax: (latex) => visitor.visitTree(page.convert(latex, { display: true, end: STATE.CONVERT })),
};
const said = (read, latex) => {
  try {
    return shown(read(latex));
  } catch (error) {
    return `ERROR ${error.message}`;
  }
};
const lines = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(lines.map((latex) => Object.fromEntries(Object.entries(readers).map(([name, read]) => [name, said(read, latex)])))));
