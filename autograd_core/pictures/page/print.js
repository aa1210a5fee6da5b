// ── on paper: the whole graph in ink, then all steps as a table ────────────────────────────

const ROWS = 3000; // of more steps a table helps nobody
let paper = null; // what the screen showed
addEventListener("beforeprint", () => {
  paper = { at, since, hidden, view, open, dark: isDark(), room: { ...room }, guessing };
  [at, since, hidden, open, guessing] = [END, END, false, null, ""];
  [room.x, room.y] = [1000, Math.max(420, Math.min(660, 1000 * (arrangement.tall / arrangement.wide) + 60))];
  theme(false);
  view = "all";
  arrangement = null;
  fit();
  showStep();
  showCard();
  showGraph();
  const row = (...cells) => element("tr", {}, ...cells.map((text) => element("td", {}, text)));
  const name = (k) => brief(k, 40);
  const table = (caption, heads, lines) =>
    element("table", {}, element("caption", {}, caption), element("thead", {}, element("tr", {}, ...heads.map((text) => element("th", {}, text)))), element("tbody", {}, ...lines));
  const expression = (k) => (nodes[k].formula && !isExpression(k) ? nodes[k].formula.map((part) => (isNode(part) ? nodes[nodes[k].args[part]].name : part)).join("") : nodes[k].op);
  const up = graph.forward.slice(0, ROWS).map((k, i) => row(String(i + 1), name(k), cut(expression(k), 60), signed(run.values[k])));
  const down = steps
    .slice(FORWARD, FORWARD + ROWS)
    .map((step, i) => row(String(FORWARD + i + 1), `${name(step.node)} → ${name(step.arg)}`, signed(step.upstream, 6), signed(step.local, 6), signed(step.contribution, 6), signed(step.after, 6)));
  const rest = END - up.length - down.length;
  $("print").replaceChildren(
    table("Forward", ["step", "node", "is", "value"], up),
    table("Backward", ["step", "edge", "upstream", "× local", "= contribution", "gradient so far"], down),
    ...(rest ? [element("p", {}, `and ${rest.toLocaleString("en")} steps more`)] : []),
  );
});
addEventListener("afterprint", () => {
  if (!paper) return;
  ({ at, since, hidden, view, open, guessing } = paper);
  Object.assign(room, paper.room);
  theme(paper.dark);
  paper = null;
  $("print").replaceChildren();
  arrangement = null;
  fit();
  show();
});
