// ── writing ────────────────────────────────────────────────────────────────────────────────

// A number to so many significant figures; zeros at the end are kept where they are figures of a longer number.
function numeral(x, digits = DIGITS) {
  if (!Number.isFinite(x)) return x !== x ? "nan" : x > 0 ? "inf" : "-inf";
  if (x === 0) return Object.is(x, -0) ? "-0" : "0";
  const [mantissa, exponent] = rounded(Math.abs(x), digits).split("e"),
    power = Number(exponent),
    figures = mantissa.replace(".", "");
  const far = power < -4 || power >= digits,
    point = far ? 1 : power + 1;
  const whole = point > 0 ? figures.slice(0, point) : "0",
    fraction = "0".repeat(Math.max(0, -point)) + figures.slice(Math.max(0, point));
  const tail = far ? `e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}` : "",
    minus = x < 0 ? "-" : "";
  const joined = (fraction) => minus + whole + (fraction && `.${fraction}`) + tail,
    short = joined(fraction.replace(/0+$/, ""));
  return Number(short) === x ? short : joined(fraction);
}
function rounded(x, digits) {
  // toExponential, but ties go to the even figure, as in Python
  const up = x.toExponential(digits - 1),
    exact = x.toExponential(60);
  const [, kept, rest] = exact.match(new RegExp(`^(-?\\d${digits > 1 ? `\\.\\d{${digits - 1}}` : ""})\\.?(\\d*)e`));
  return /^50*$/.test(rest) && Number(kept.at(-1)) % 2 === 0 ? kept + exact.slice(exact.indexOf("e")) : up;
}
const signed = (x, digits) => numeral(x, digits).replace("-", "−");
const exact = (x) => String(x).replace("-", "−").replace("Infinity", "inf").replace("NaN", "nan"); // every figure there is
const cut = (text, most) => ([...text].length <= most ? text : `${[...text].slice(0, most - 1).join("")}…`);

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}
const math = (tag, ...children) => {
  const [name, kind] = tag.split("."),
    made = document.createElementNS("http://www.w3.org/1998/Math/MathML", name);
  if (kind) made.setAttribute("class", kind);
  made.append(...children);
  return made;
};
function sign(text) {
  const made = math("mo", text);
  if (text === "(" || text === ")")
    for (const name of ["lspace", "rspace", "stretchy"]) made.setAttribute(name, name === "stretchy" ? "false" : "0");
  return made;
}
const figure = (x, kind) => math(kind ? `mn.${kind}` : "mn", signed(x));

// A name as it is shown; an expression has the minus sign that numbers have.
const shownName = (k) => {
  const { name, formula, args } = nodes[k];
  if (!isExpression(k)) return name;
  return (RIGHT_TO_LEFT.test(name) ? formula.map((part) => (isNode(part) ? isolated(nodes[args[part]].name) : part)).join("") : name).replace(/-/g, "−");
};
// What is written from right to left keeps its direction to itself, so that signs and numbers beside it stay in place.
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const isolated = (text) => (RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text);
// A name of at most so many letters, for a line of other words.
function brief(k, most) {
  const name = shownName(k);
  return isolated([...name].length > most ? cut(name.replace(/[\u2066-\u2069]/g, ""), most) : name);
}
const howMany = (n, one) => `${n.toLocaleString("en")} ${one}${n === 1 ? "" : "s"}`;

// A name in a sentence; what is cut shows on hover and focus.
function called(k, most = 28) {
  const name = shownName(k),
    short = cut(name, most);
  return short === name ? element("bdi", {}, name) : element("bdi", { "data-full": name, tabindex: 0 }, short);
}

// A name in a formula: net_h1 with its subscript; what is named by its expression as that.
function symbol(k) {
  const { name } = nodes[k],
    [, stem, below] = name.match(/^(\p{L}+)_?(\w*)$/u) ?? [];
  if (isExpression(k)) return typeset(nodes[k].formula, inNames(k));
  if (!stem || name.length > 22) return math("mtext", cut(name, 22));
  return below ? math("msub", math("mi", stem), math(/^\d+$/.test(below) ? "mn" : "mi", below)) : math("mi", stem);
}
const isExpression = (k) =>
  nodes[k].formula?.map((part) => (isNode(part) ? nodes[nodes[k].args[part]].name : part)).join("") === nodes[k].name;
const isWord = (k) => /^[\p{L}\d_.#[\]']+$/u.test(nodes[k].name);
const differential = (k) => math("mrow", sign("∂"), ...(isWord(k) ? [symbol(k)] : [sign("("), symbol(k), sign(")")]));
const derivative = (y, x) => math("mfrac", differential(y), differential(x));

// The local partial along one edge, everything else that the op sees held: ∂⁺y/∂x where y depends on x in other ways too,
// and ∂y/∂(1st factor) where one argument stands in several places.
const others = new Map();
function isDirect(k, position) {
  const x = nodes[k].args[position],
    key = `${k} ${x}`;
  if (!others.has(key)) others.set(key, nodes[k].args.some((arg) => isNode(arg) && arg !== x && leadsTo(arg, x)));
  return others.get(key);
}
function leadsTo(from, x) {
  const seen = new Set(),
    pending = [from];
  while (pending.length) {
    const k = pending.pop();
    if (k === x) return true;
    if (k < x || seen.has(k)) continue; // arguments have lower numbers
    seen.add(k);
    for (const arg of nodes[k].args ?? []) if (isNode(arg)) pending.push(arg);
  }
  return false;
}
function localPartial(k, position) {
  const place = nodes[k].places?.[position];
  if (place) return math("mfrac", differential(k), math("mrow", sign("∂"), sign("("), math("mtext", place), sign(")")));
  const above = differential(k);
  if (isDirect(k, position)) above.firstChild.replaceWith(math("msup", sign("∂"), sign("+")));
  return math("mfrac", above, differential(nodes[k].args[position]));
}

// A formula with marks, typeset; `put` gives what stands at a mark.
function typeset(template, put) {
  const levels = [[]];
  let raised = false;
  const add = (piece) => {
    const row = levels.at(-1);
    row.push(raised ? math("msup", row.pop(), piece) : piece);
    raised = false;
  };
  const words = /\s*(\d+(?:\.\d+)?(?:e[-+]?\d+)?|[\p{L}_]\w*|[<>=!]=|\S)/gu;
  template.forEach((part, i) => {
    if (isNode(part)) {
      const before = (template[i - 1] ?? "").trimEnd().slice(-1),
        after = (template[i + 1] ?? "").trimStart().slice(0, 1);
      return add(put(part, !"(,".includes(before) || after === "^"));
    }
    for (const [, word] of part.matchAll(words)) {
      if (word === "^") raised = true;
      else if (word === "(") (levels.push([raised, sign("(")]), (raised = false));
      else if (word === ")" && levels.length > 1) {
        const [was, ...row] = levels.pop();
        raised = was;
        add(math("mrow", ...row, sign(")")));
      } else if (/^\d/.test(word)) add(math("mn", word));
      else if (["where", "else", "and", "or"].includes(word)) add(math("mtext", `\u00a0${word}\u00a0`));
      else if (/^[\p{L}_]/u.test(word)) add(math("mi", word));
      else add(sign({ "*": "·", "-": "−", "<=": "≤", ">=": "≥", "!=": "≠" }[word] ?? word));
    }
  });
  return math("mrow", ...levels.flat().filter((piece) => piece instanceof Node));
}
// The formula of a node in names, or in numbers; -1 marks the node itself.
const inNames = (k) => (i) => symbol(i < 0 ? k : nodes[k].args[i]);
const inNumbers = (k) => (i, brackets) => {
  const x = run.values[i < 0 ? k : nodes[k].args[i]];
  return brackets && (x < 0 || Object.is(x, -0)) ? math("mrow", sign("("), figure(x), sign(")")) : figure(x);
};
const depends = (template) => template.some((part) => isNode(part));

