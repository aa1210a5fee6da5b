// ── the window on the graph ────────────────────────────────────────────────────────────────

const boxOf = (k) => layout.boxes.get(home[k] === null ? `n${k}` : (folders.get(home[k])?.card.id ?? ""));
const edgesOfBox = ({ x, y, width, height }) => ({ left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 });

// What the step is about comes into view, both ends of the edge where there is room for them.
function follow(wanted = null) {
  if (!layout) return;
  const step = current(),
    factor = scale(),
    margin = 20;
  const targets = (wanted ?? (step ? [step.arg ?? step.node, step.node] : [root])).map((k) => boxOf(k)).filter(Boolean).map(edgesOfBox);
  if (targets.length) {
    let area = targets[0];
    for (const other of targets.slice(1)) {
      const both = {};
      for (const low of ["left", "top"]) both[low] = Math.min(area[low], other[low]);
      for (const high of ["right", "bottom"]) both[high] = Math.max(area[high], other[high]);
      if ((both.right - both.left) * factor + 2 * margin <= room.x && (both.bottom - both.top) * factor + 2 * margin <= room.y) area = both;
    }
    const shift = (from, to, seen, have, whole) => {
      if (whole * factor <= have + 1) return 0;
      const low = from * factor - margin,
        high = to * factor + margin;
      return low >= seen && high <= seen + have ? seen : (low + high - have) / 2;
    };
    stage.scrollTo({
      left: shift(area.left, area.right, stage.scrollLeft, room.x, layout.width),
      top: shift(area.top, area.bottom, stage.scrollTop, room.y, layout.height),
      behavior: "instant",
    });
  }
  showMap();
}
function look(at, around = null) {
  const old = scale();
  const held = around ?? { x: room.x / 2, y: room.y / 2 };
  const point = { x: (stage.scrollLeft + held.x) / old, y: (stage.scrollTop + held.y) / old };
  const anew = view === "all" || at === "all" || at === "fit";
  view = typeof at === "number" ? Math.max(0.05, Math.min(5, at)) : at;
  document.documentElement.classList.toggle("presenter", view === "presenter");
  if (anew) fit();
  else resize();
  if (typeof view === "number") stage.scrollTo({ left: point.x * scale() - held.x, top: point.y * scale() - held.y, behavior: "instant" });
  show();
}

// A small map of all of it, where not all is seen: it stands in the head of the page and covers nothing.
const map = $("map");
function showMap() {
  const factor = scale(),
    whole = layout.width * factor <= room.x + 2 && layout.height * factor <= room.y + 2;
  map.hidden = whole;
  if (whole) return;
  const ratio = Math.min(132 / layout.width, 44 / layout.height),
    sharp = devicePixelRatio || 1;
  const [w, h] = [Math.max(24, layout.width * ratio), Math.max(14, layout.height * ratio)];
  map.style.width = `${w}px`;
  map.style.height = `${h}px`;
  [map.width, map.height] = [w * sharp, h * sharp];
  const brush = map.getContext("2d"),
    style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  brush.scale(ratio * sharp, ratio * sharp);
  for (const [id, box] of layout.boxes) {
    const now = drawing.querySelector(`#${id}.now`);
    brush.fillStyle = now ? colour(now.classList.contains("up") ? "--value" : "--grad") : colour("--edge");
    const grow = now ? 8 : 0;
    brush.fillRect(box.x - box.width / 2 - grow, box.y - box.height / 2 - grow, box.width + 2 * grow, box.height + 2 * grow);
  }
  brush.strokeStyle = colour("--focus");
  brush.lineWidth = 2 / ratio;
  brush.strokeRect(stage.scrollLeft / factor, stage.scrollTop / factor, Math.min(layout.width, room.x / factor), Math.min(layout.height, room.y / factor));
}
