// ── a node explained ───────────────────────────────────────────────────────────────────────

function showCard() {
  const card = $("card"),
    k = open;
  card.hidden = k === null;
  document.body.classList.toggle("explaining", k !== null);
  if (k === null) return card.replaceChildren();
  const node = nodes[k],
    { adjoint, waiting } = adjointOf(k),
    formula = node.formula;
  const parts = [
    element(
      "header",
      {},
      element("h2", {}, element("bdi", {}, node.name)),
      element("button", { type: "button", id: "close-card", "aria-label": "Close", onclick: () => explain(null) }, "✕"),
    ),
    element("p", { class: "soft" }, node.op ? `${k === root ? "The output" : "A node"}, computed by ${node.op}` : `A leaf: ${node.kind}`),
  ];
  if (formula) {
    parts.push(element("div", { class: "scroll" }, math("math", math("mrow", sign("="), typeset(formula, inNames(k))))));
    if (isComputed(k) && depends(formula))
      parts.push(element("div", { class: "scroll" }, math("math", math("mrow", sign("="), typeset(formula, inNumbers(k))))));
  }
  parts.push(
    element("h3", {}, "Value"),
    node.op ? element("p", { class: "v" }, isComputed(k) ? exact(run.values[k]) : "not computed yet") : editor(k),
  );
  if (leaves.size) parts.push(comparison(k));
  parts.push(
    element("h3", {}, "Gradient"),
    element(
      "p",
      { class: "g" },
      adjoint === null ? "not computed yet" : exact(adjoint),
      " ",
      element("span", { class: "soft" }, adjoint === null ? "" : waiting ? `so far; waits for ${waiting} more` : k === root ? "the seed" : "complete ✓"),
    ),
  );
  if (k !== root) parts.push(element("h3", {}, "Contributions"), element("div", { class: "scroll" }, contributions(k, adjoint)));
  const tools = [element("button", { type: "button", id: "only", "aria-pressed": only?.k === k, onclick: () => onlyPaths(only?.k === k ? null : k) }, `Only the paths from ${cut(node.name, 12)}`)];
  if (places[k] && allScopes.size) tools.push(element("button", { type: "button", id: "fold", onclick: () => fold(places[k]) }, `Fold ${cut(pathsOf(places[k]).filter((path) => opened.has(path)).at(-1) ?? "", 16)}`));
  parts.push(element("p", { class: "tools" }, ...tools));
  card.replaceChildren(...parts);
}

function contributions(k, adjoint) {
  const most = 60,
    shown = paidAt[k].length > most ? paidAt[k].slice(0, most) : paidAt[k];
  const lines = shown.map((number) => {
    const step = steps[number - 1],
      made = number <= known();
    const cells = made
      ? [signed(step.upstream, 6), signed(step.local, 6), signed(step.contribution, 6)]
      : ["·", isComputed(step.node) ? signed(step.local, 6) : "·", number <= at ? "?" : "not yet"];
    const link = element(
      "button",
      { type: "button", class: "plain", "aria-label": `To step ${number}`, onclick: () => go(number) },
      String(number),
    );
    return element(
      "tr",
      { class: number === at ? "now-row" : "" },
      element("th", { scope: "row" }, called(step.node, 20)),
      ...cells.map((text) => element("td", {}, text)),
      element("td", {}, link),
    );
  });
  if (shown.length < paidAt[k].length)
    lines.push(element("tr", {}, element("th", { scope: "row", colspan: 5 }, `and ${(paidAt[k].length - most).toLocaleString("en")} more`)));
  const head = ["from", "upstream", "× local", "= contribution", "step"].map((text) => element("th", { scope: "col" }, text));
  const total = element(
    "tr",
    {},
    element("th", { scope: "row", colspan: 3 }, "added up"),
    element("td", { class: "g" }, adjoint === null ? "not yet" : signed(adjoint, 6)),
    element("td", {}),
  );
  return element(
    "table",
    {},
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...lines),
    element("tfoot", {}, total),
  );
}

// A leaf's value, to be changed: both passes are worked out again.
function editor(k) {
  const value = run.values[k];
  if (graph.refusal) return element("div", {}, element("p", { class: "v" }, exact(value)), element("p", { class: "soft" }, graph.refusal));
  const note = element(
    "p",
    { class: "soft", id: "note" },
    leaves.has(k) ? `It was ${exact(Number(nodes[k].value))}.` : "Change it, and both passes are worked out again.",
  );
  const field = element("input", { id: "edit", value: exact(value), "aria-describedby": "note", inputmode: "text", autocomplete: "off" });
  const change = () => {
    if (!field.isConnected || field.value === exact(run.values[k])) return;
    const wanted = read(field.value);
    field.setAttribute("aria-invalid", wanted === undefined);
    if (wanted === undefined) return (note.textContent = REFUSED);
    alter(k, wanted);
  };
  field.addEventListener("change", change);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") change();
    if (event.key === "Escape" && field.value !== exact(run.values[k])) {
      event.stopPropagation(); // drops what was half typed, and no more
      field.value = exact(run.values[k]);
      field.removeAttribute("aria-invalid");
      note.textContent = leaves.has(k) ? `It was ${exact(Number(nodes[k].value))}.` : "Change it, and both passes are worked out again.";
    }
  });
  return element("div", {}, element("label", {}, element("span", {}, `${brief(k, 12)} =`), field), note);
}

// What the edits did: this node and the output before and after, and what the gradient had foretold.
function comparison(k) {
  const was = before.run.values,
    line = (head, ...cells) => element("tr", {}, element("th", { scope: "row" }, head), ...cells.map((text) => element("td", {}, text)));
  const moved = run.values[root] - was[root];
  let foretold = 0;
  for (const [leaf, value] of leaves) foretold += gradientOf(before.steps, leaf) * (value - was[leaf]);
  const of = [...new Set([k, root])].map((k) => line(brief(k, 16), signed(was[k], 6), signed(run.values[k], 6), signed(run.values[k] - was[k], 4)));
  return element(
    "div",
    { class: "scroll", id: "compared" },
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...["", "before", "now", "change"].map((text) => element(text ? "th" : "td", text ? { scope: "col" } : {}, text)))),
      element("tbody", {}, ...of),
    ),
    element("p", { class: "soft", id: "foretold" }, `${brief(root, 16)} moved by ${signed(moved, 4)}; its gradient had foretold ${signed(foretold / seed, 4)}.`),
  );
}
function alter(k, value) {
  if (k === null) leaves.clear();
  else if (Object.is(value, Number(nodes[k].value))) leaves.delete(k);
  else leaves.set(k, value);
  run = leaves.size ? evaluated(leaves) : before.run;
  steps = leaves.size ? passes(run) : before.steps;
  const changed = $("changed"),
    list = [...leaves].map(([k, x]) => `${brief(k, 12)} ${signed(Number(nodes[k].value), 4)} → ${signed(x, 4)}`);
  changed.hidden = !list.length;
  if (list.length)
    changed.replaceChildren(
      `Changed: ${cut(list.join(", "), 60)}; ${brief(root, 12)} ${signed(before.run.values[root], 4)} → ${signed(run.values[root], 4)}`,
      element("button", { type: "button", id: "undo", onclick: () => alter(null) }, "Undo"),
    );
  show();
}

// What had the focus before a panel was opened has it again when it is closed.
let opener = null;
function explain(k) {
  const closed = open !== null && k === null;
  if (open === null && k !== null) opener = document.activeElement?.id || null;
  const was = open;
  open = k;
  show();
  if (k !== null) reachable(k);
  if (closed) (boxes.get(was)?.group ?? $(opener ?? ""))?.focus?.({ preventScroll: true });
}
function onlyPaths(k) {
  only = k === null ? null : { k, on: dependents(k) };
  $("ways").hidden = only === null;
  if (only) $("ways").firstElementChild.textContent = `Only the paths from ${brief(k, 24)}`;
  show();
}
