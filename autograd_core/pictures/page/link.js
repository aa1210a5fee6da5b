// ── the link: step, theme and edits ────────────────────────────────────────────────────────

let chosenTheme = null; // what the reader chose, or null for the system's
function address() {
  const parts = [`step=${at}`];
  if (chosenTheme) parts.push(`theme=${chosenTheme}`);
  for (const [k, x] of leaves) parts.push(`set.${encodeURIComponent(nodes[k].name)}=${exact(x).replace("−", "-")}`);
  return `#${parts.join("&")}`;
}
function remember() {
  try {
    const wanted = address();
    if (location.hash !== wanted && (wanted !== "#step=0" || location.hash)) history.replaceState(null, "", wanted);
  } catch {} // a frame of a notebook has no address of its own
}
function fromLink() {
  let step = null,
    altered = false;
  const edits = new Map();
  for (const part of location.hash.slice(1).split("&")) {
    const [, key, value] = part.match(/^([^=]*)=(.*)$/) ?? [];
    if (key === "step" && /^\d+$/.test(value)) step = Number(value);
    if (key === "theme" && ["dark", "light"].includes(value)) theme(value === "dark", true);
    if (key?.startsWith("set.") && !graph.refusal) {
      let name = "";
      try {
        name = decodeURIComponent(key.slice(4));
      } catch {}
      const k = nodes.findIndex((node) => !node.op && node.name === name),
        x = read(value);
      if (k >= 0 && x !== undefined) edits.set(k, x);
    }
  }
  if (edits.size || leaves.size) {
    altered = edits.size !== leaves.size || [...edits].some(([k, x]) => !Object.is(leaves.get(k), x));
    if (altered) {
      leaves.clear();
      for (const [k, x] of edits) leaves.set(k, x);
      const [k, x] = [...edits][0] ?? [null, 0];
      alter(k, x);
    }
  }
  return step;
}
