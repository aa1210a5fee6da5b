// ── words beside lines ─────────────────────────────────────────────────────────────────────

let obstacles = null, // what no word may lie on
  counted = null;
const sampled = (curves, count = 14) =>
  curves.flatMap(([ax, ay, bx, by, cx, cy, dx, dy]) =>
    Array.from({ length: count + 1 }, (_, i) => {
      const t = i / count,
        s = 1 - t;
      return [s * s * s * ax + 3 * s * s * t * bx + 3 * s * t * t * cx + t * t * t * dx, s * s * s * ay + 3 * s * s * t * by + 3 * s * t * t * cy + t * t * t * dy];
    }),
  );

// The nearest place at which a word covers nothing; where there is none, the one it had.
function nearestFree(from, cost) {
  const middle = { x: Math.max(0, Math.min(layout.width, from.x)), y: Math.max(0, Math.min(layout.height, from.y)) };
  for (const apart of [3, 0])
    for (let far = 4; far <= 320; far += 4)
      for (let turn = 0; turn < 24; turn++) {
        const [x, y] = [middle.x + far * Math.cos((turn * Math.PI) / 12), middle.y + far * Math.sin((turn * Math.PI) / 12)];
        if (cost(x, y, apart) < 300) return { x, y };
      }
  return from;
}

// A word beside its line, where it covers no card, no other word and not the line itself, and few other lines.
function labelled(layer, curves, text, kind) {
  const size = kind === "local" ? 14 : 11.5,
    wide = measured(text, size, 600) / 2 + 3,
    high = size / 2 + 1;
  obstacles ??= [...layout.boxes.values()].map((box) => [box.x - box.width / 2, box.y - box.height / 2, box.x + box.width / 2, box.y + box.height / 2]);
  const own = sampled(curves, 48),
    ends = [own[0], own.at(-1)];
  const others = [];
  for (const edge of edges.values()) if (edge.curves !== curves) others.push(edge);
  const inside = ([x, y], [a, b, c, d], by) => x > a - by && x < c + by && y > b - by && y < d + by;
  const cost = (x, y, apart = 3) => {
    const area = [x - wide, y - high, x + wide, y + high];
    let sum = 0;
    if (area[0] < 2 || area[1] < 2 || area[2] > layout.width - 2 || area[3] > layout.height - 2) sum += 5000;
    for (const [a, b, c, d] of obstacles) if (area[0] < c + apart && area[2] > a - apart && area[1] < d + apart && area[3] > b - apart) sum += 1000;
    for (const point of own) if (inside(point, area, apart ? (kind === "local" ? 3.5 : 5) : 0.5)) sum += 14;
    for (const point of ends) if (inside(point, area, 12)) sum += 300;
    return sum;
  };
  const crowded = (x, y) => {
    const area = [x - wide, y - high, x + wide, y + high];
    let sum = 0;
    for (const { curves } of others)
      for (const curve of curves) {
        const low = Math.min(curve[1], curve[7]),
          up = Math.max(curve[1], curve[7]);
        if (curve[6] < area[0] || curve[0] > area[2] || up < area[1] || low > area[3]) continue;
        if (sampled([curve], 8).some((point) => inside(point, area, 1))) sum += 6;
      }
    return sum;
  };
  let best = null;
  const gaps = curves.filter((curve) => curve[6] - curve[0] > 30);
  search: for (const lift of [0, 6, 12, 20, 30, 42, 58, 80, 110])
    for (const curve of (gaps.length ? gaps : curves).slice().reverse())
      for (const share of [0.5, 0.35, 0.65, 0.2, 0.8]) {
        const [px, py] = sampled([curve], 20)[Math.round(share * 20)];
        for (const side of [-1, 1])
          for (const shift of [0, -wide * 0.7, wide * 0.7, -wide * 1.3, wide * 1.3]) {
            const [x, y] = [px + shift, py + side * (high + 5 + lift)];
            const hard = cost(x, y);
            if (best && hard >= best.sum) continue;
            const sum = hard + lift * 0.35 + Math.abs(share - 0.5) * 6 + Math.abs(shift) * 0.1 + crowded(x, y);
            if (!best || sum < best.sum) best = { x, y, sum };
            if (sum < 4) break search;
          }
      }
  if (best.sum >= 1000) best = nearestFree(best, cost); // no room beside the line: the nearest there is
  layer.append(svg("text", { class: kind, x: best.x.toFixed(1), y: (best.y + size * 0.36).toFixed(1) }, text));
  obstacles = [...obstacles, [best.x - wide, best.y - high, best.x + wide, best.y + high]];
}
