// ── where everything stands ────────────────────────────────────────────────────────────────
// A layered drawing from left to right: columns of boxes, and between them gaps in which alone lines rise and fall, so
// that no line crosses a box.  Sugiyama's method: ranks, an order with few crossings, places by isotonic regression.

const GAP = { tight: 28, least: 48, most: 280 }; // between columns; tight where that alone shows all of it
const APART = 10; // between boxes of a column
const TOGETHER = 4; // between leaves that serve one node
const TRACK = 7; // what a line needs where it passes a column

// Items are {id, width, height, leaf, stem, number}, lines {id, tail, head}; `room` is the window in units of its type.
// The tallest columns are broken into as many beside each other as give the largest type.
function arrange(items, lines, room) {
  const index = new Map(items.map((item, i) => [item.id, i]));
  const edges = lines.map(({ id, tail, head }) => ({ id, tail: index.get(tail), head: index.get(head) }));
  const first = ranked(items, edges);
  const heights = columnHeights(items, first);
  const tallest = Math.max(...heights, 1);
  const caps = items.length > 260 ? [Infinity, tallest / 2] : [Infinity, tallest * 0.75, tallest / 2, tallest * 0.36, tallest * 0.28];
  let best = null;
  for (const cap of caps) {
    if (cap < Infinity && tallest < 160) break;
    const made = stacked(items, edges, broken(items, first, cap));
    for (const gap of [GAP.least, GAP.tight]) {
      const wide = made.wide + gap * (made.widths.length - 1),
        scale = Math.min(room.x / (wide + 24), room.y / (made.tall + 24));
      if (gap === GAP.tight && (scale < LEAST || best.scale >= LEAST)) continue;
      if (!best || scale > best.scale * 1.04) best = { ...made, wide, gap, scale };
    }
  }
  return best;
}

// How many steps each item is from the leaves; what has no arguments stands right before its first user.
function ranked(items, edges) {
  const rank = items.map(() => 0),
    out = items.map(() => []),
    waiting = items.map(() => 0),
    inside = items.map(() => 0);
  for (const edge of edges) {
    out[edge.tail].push(edge.head);
    waiting[edge.head]++;
    inside[edge.head]++;
  }
  const placed = new Uint8Array(items.length),
    order = [],
    ready = items.map((_, i) => i).filter((i) => !waiting[i]);
  let next = 0;
  const place = (i) => {
    placed[i] = 1;
    order.push(i);
    for (const head of out[i]) {
      if (placed[head]) continue; // a line back, as from a folded layer to one that it needs
      rank[head] = Math.max(rank[head], rank[i] + 1);
      if (!--waiting[head]) ready.push(head);
    }
  };
  while (order.length < items.length) {
    if (ready.length) {
      const i = ready.shift();
      if (!placed[i]) place(i);
    } else {
      while (placed[next]) next++;
      place(next);
    }
  }
  for (const i of order.reverse()) {
    const heads = out[i].filter((head) => rank[head] > rank[i]);
    if (heads.length && inside[i] < heads.length) {
      let nearest = Infinity;
      for (const head of heads) nearest = Math.min(nearest, rank[head]);
      rank[i] = Math.max(rank[i], nearest - 1);
    }
  }
  return rank;
}

function columnHeights(items, rank) {
  const heights = [];
  items.forEach((item, i) => (heights[rank[i]] = (heights[rank[i]] ?? 0) + item.height + APART));
  return Array.from(heights, (height) => height ?? 0);
}

// The same ranks, with every second, third or fourth leaf of a column taller than `cap` in a column of its own to the left.
function broken(items, rank, cap) {
  const heights = columnHeights(items, rank),
    leaves = heights.map(() => []);
  items.forEach((item, i) => item.leaf && item.leaf !== "input" && leaves[rank[i]].push(i));
  const counts = heights.map((height, r) => (leaves[r].length < 4 || height <= cap ? 1 : Math.min(4, Math.ceil(height / cap))));
  const last = []; // of the columns of a rank
  let columns = -1;
  for (const count of counts) last.push((columns += count));
  const moved = rank.map((r) => last[r]);
  leaves.forEach((list, r) => list.forEach((i, at) => (moved[i] = last[r] - (at % counts[r]))));
  return moved;
}

// Order and heights of the boxes and of the places where lines pass columns.
function stacked(items, edges, rank) {
  const count = Math.max(...rank) + 1,
    columns = Array.from({ length: count }, () => []);
  const spots = items.map((item, i) => ({ item, i, rank: rank[i], key: i, height: item.height, width: item.width, up: [], down: [] }));
  const passing = new Map(); // one track for all lines of a node
  const routes = edges.map((edge) => {
    const route = [spots[edge.tail]];
    for (let r = rank[edge.tail] + 1; r < rank[edge.head]; r++) {
      const key = edge.tail * count + r;
      if (!passing.has(key)) passing.set(key, { i: -1, rank: r, key: edge.tail, height: TRACK, width: 0, up: [], down: [] });
      route.push(passing.get(key));
    }
    route.push(spots[edge.head]);
    return route;
  });
  const joined = new Set(),
    ids = new Map();
  const number = (spot) => (ids.has(spot) || ids.set(spot, ids.size), ids.get(spot));
  for (const route of routes)
    for (let i = 1; i < route.length; i++) {
      const [a, b] = [route[i - 1], route[i]],
        key = number(a) * 1e6 + number(b);
      if (b.rank !== a.rank + 1 || joined.has(key)) continue;
      joined.add(key);
      a.down.push(b);
      b.up.push(a);
    }
  for (const spot of [...spots, ...passing.values()]) columns[spot.rank].push(spot);
  for (const column of columns) column.sort((a, b) => a.key - b.key || b.i - a.i);
  ordered(columns);
  numbered(columns);
  placed(columns);
  const widths = columns.map((column) => Math.max(0, ...column.map((spot) => spot.width)));
  let top = Infinity,
    bottom = -Infinity;
  for (const column of columns)
    for (const spot of column) {
      top = Math.min(top, spot.y - spot.height / 2);
      bottom = Math.max(bottom, spot.y + spot.height / 2);
    }
  for (const column of columns) for (const spot of column) spot.y -= top;
  const wide = widths.reduce((a, b) => a + b, 0);
  return { columns, widths, spots, routes, edges, wide, tall: bottom - top };
}
