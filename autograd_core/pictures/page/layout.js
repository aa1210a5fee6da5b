// ── where everything stands ────────────────────────────────────────────────────────────────
// A layered drawing from left to right: columns of boxes, and between them gaps in which alone lines rise and fall, so
// that no line crosses a box.  Sugiyama's method: ranks, an order with few crossings, places by isotonic regression.

const GAP = { least: 48, most: 280 }; // between columns
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
    made.scale = Math.min(room.x / (made.wide + 24), room.y / (made.tall + 24));
    if (!best || made.scale > best.scale * 1.04) best = made;
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
  const wide = widths.reduce((a, b) => a + b, 0) + GAP.least * (count - 1);
  return { columns, widths, spots, routes, edges, wide, tall: bottom - top };
}

const positions = (columns) => {
  for (const column of columns) column.forEach((spot, at) => (spot.at = at));
};

// Few crossings: each spot goes to the middle of its neighbours, column by column, to and fro; the best order stays.
function ordered(columns) {
  positions(columns);
  const size = columns.reduce((sum, column) => sum + column.length, 0);
  let best = columns.map((column) => column.slice()),
    fewest = crossings(columns);
  for (let round = 0; round < (size > 1500 ? 4 : 14) && fewest; round++) {
    const forth = round % 2 === 0,
      way = forth ? columns : columns.slice().reverse();
    for (const column of way) {
      for (const spot of column) {
        const near = forth ? spot.up : spot.down;
        spot.middle = near.length ? near.reduce((sum, other) => sum + other.at, 0) / near.length : null;
      }
      settle(column);
      column.forEach((spot, at) => (spot.at = at));
    }
    const found = crossings(columns);
    if (found < fewest) [best, fewest] = [columns.map((column) => column.slice()), found];
  }
  columns.forEach((column, r) => column.splice(0, column.length, ...best[r]));
  positions(columns);
  if (size < 700) for (let round = 0; round < 6 && swapped(columns); round++);
}
// Sorted by the middle of the neighbours; what has none goes along with the spot before it.
function settle(column) {
  let last = -1;
  for (const spot of column) last = spot.sort = spot.middle ?? last;
  column.sort((a, b) => a.sort - b.sort || a.at - b.at);
}
function crossings(columns) {
  let total = 0;
  for (const column of columns) {
    const ends = [];
    for (const spot of column) ends.push(...spot.down.map((other) => other.at).sort((a, b) => a - b));
    if (!ends.length) continue;
    const tree = new Int32Array(Math.max(...ends) + 2);
    let seen = 0;
    for (const end of ends) {
      let before = 0;
      for (let i = end + 1; i; i -= i & -i) before += tree[i];
      total += seen++ - before;
      for (let i = end + 1; i < tree.length; i += i & -i) tree[i]++;
    }
  }
  return total;
}
function swapped(columns) {
  let any = false;
  const cross = (a, b) => {
    let count = 0;
    for (const side of ["up", "down"]) for (const p of a[side]) for (const q of b[side]) count += (p.at > q.at) - (p.at < q.at);
    return count;
  };
  for (const column of columns)
    for (let i = 1; i < column.length; i++)
      if (cross(column[i - 1], column[i]) > 0) {
        [column[i - 1], column[i]] = [column[i], column[i - 1]];
        [column[i - 1].at, column[i].at] = [i - 1, i];
        any = true;
      }
  return any;
}
// What is numbered stands in its order, z1, z2, z3: leaves always, other cards where that costs few crossings.
function numbered(columns) {
  const fewest = crossings(columns),
    found = columns.map((column) => column.slice());
  inOrder(columns, true);
  if (crossings(columns) <= 1.1 * fewest + 2) return;
  columns.forEach((column, r) => column.splice(0, column.length, ...found[r]));
  positions(columns);
  inOrder(columns, false);
}
function inOrder(columns, all) {
  const serves = (spot) => spot.down.map((other) => (other.i >= 0 ? other.i : `t${other.key}`)).join();
  for (const column of columns) {
    const families = new Map();
    for (const spot of column) {
      const { item } = spot;
      if (!item || item.number === null || !(all || item.leaf)) continue;
      const family = `${item.leaf} ${item.stem} ${item.leaf && item.leaf !== "input" ? serves(spot) : ""}`;
      families.set(family, [...(families.get(family) ?? []), spot]);
    }
    for (const family of families.values()) {
      const slots = family.map((spot) => spot.at).sort((a, b) => a - b);
      family.sort((a, b) => a.item.number - b.item.number || a.key - b.key);
      family.forEach((spot, i) => (column[slots[i]] = spot));
    }
    column.forEach((spot, at) => (spot.at = at));
  }
}

// Heights: each column as near as its order allows to the mean of its neighbours (isotonic regression), to and fro.
function placed(columns) {
  for (const column of columns) {
    let y = 0;
    column.forEach((spot, at) => {
      spot.offset = y + spot.height / 2;
      const next = column[at + 1]?.item;
      y += spot.height + (!spot.item ? 3 : next && spot.item.serves !== null && next.serves === spot.item.serves ? TOGETHER : APART);
    });
    for (const spot of column) spot.y = spot.offset - y / 2;
  }
  const rounds = 24;
  for (let round = 0; round < rounds; round++) {
    const way = round % 2 ? columns.slice().reverse() : columns,
      last = round >= rounds - 4;
    for (const column of way) {
      for (const spot of column) {
        const near = last ? [...spot.up, ...spot.down] : round % 2 ? spot.down : spot.up;
        const weigh = (other) => (!spot.item && !other.item ? 6 : 1 / Math.max(1, (round % 2 ? other.up : other.down).length));
        let sum = 0,
          weight = 0;
        for (const other of near) {
          const w = last ? 1 : weigh(other);
          sum += w * other.y;
          weight += w;
        }
        spot.wanted = weight ? sum / weight : spot.y;
        spot.weight = weight ? (spot.item ? near.length : 3) : 0.05;
      }
      isotonic(column);
    }
  }
}
function isotonic(column) {
  const blocks = [];
  for (const spot of column) {
    let block = { sum: spot.weight * (spot.wanted - spot.offset), weight: spot.weight, size: 1 };
    while (blocks.length && blocks.at(-1).sum / blocks.at(-1).weight > block.sum / block.weight) {
      const before = blocks.pop();
      block = { sum: before.sum + block.sum, weight: before.weight + block.weight, size: before.size + block.size };
    }
    blocks.push(block);
  }
  let i = 0;
  for (const block of blocks) for (let k = 0; k < block.size; k++, i++) column[i].y = column[i].offset + block.sum / block.weight;
}

// The finished drawing for a window: what it leaves free goes into the gaps.
function stretched({ columns, widths, spots, routes, edges, wide, tall }, room, scale) {
  const margin = 12,
    gaps = Math.max(1, widths.length - 1);
  const free = room.x / scale - 2 * margin - (wide - GAP.least * gaps);
  const gap = Math.max(GAP.least, Math.min(GAP.most, free / gaps));
  const tallest = Math.max(1, (room.y / scale - 2 * margin) / tall),
    stretch = Math.min(tallest, 1.9);
  const lefts = [];
  let x = margin;
  for (const width of widths) {
    lefts.push(x);
    x += width + gap;
  }
  const total = { x: x - gap + margin, y: tall * stretch + 2 * margin };
  const boxes = new Map();
  const high = (spot) => margin + spot.y * stretch;
  for (const { item, rank, ...spot } of spots)
    boxes.set(item.id, { x: lefts[rank] + widths[rank] / 2, y: high(spot), width: item.width, height: item.height });
  // the ends of lines stand below each other on the side of a box, in the order of where they go
  const ports = { out: new Map(), in: new Map() };
  routes.forEach((route, e) => {
    for (const [side, spot, other] of [
      ["out", route[0], route[1]],
      ["in", route.at(-1), route.at(-2)],
    ]) {
      if (!ports[side].has(spot)) ports[side].set(spot, []);
      ports[side].get(spot).push({ e, y: other.y });
    }
  });
  const port = { out: [], in: [] };
  for (const side of ["out", "in"])
    for (const [spot, list] of ports[side]) {
      const room = spot.item.height * (side === "in" ? 0.7 : 0.4),
        step = Math.min(10, room / Math.max(1, list.length - 1));
      list.sort((a, b) => a.y - b.y || a.e - b.e);
      list.forEach(({ e }, i) => (port[side][e] = (i - (list.length - 1) / 2) * step));
    }
  const paths = new Map();
  routes.forEach((route, e) => {
    const [tail, head] = [route[0], route.at(-1)],
      from = boxes.get(tail.item.id),
      to = boxes.get(head.item.id);
    let at = { x: from.x + from.width / 2, y: from.y + port.out[e] };
    const curves = [];
    const goal = { x: to.x - to.width / 2, y: to.y + port.in[e] };
    const curve = (x, y, bend = (x - at.x) / 2) => {
      curves.push([at.x, at.y, at.x + bend, at.y, x - bend, y, x, y]);
      at = { x, y };
    };
    if (goal.x <= at.x) curve(goal.x, goal.y, 60);
    else {
      for (let i = 1; i < route.length; i++) {
        const spot = route[i],
          left = lefts[spot.rank];
        const y = i === route.length - 1 ? goal.y : high(spot);
        const before = lefts[spot.rank - 1] + widths[spot.rank - 1];
        if (at.x < before) curve(before, at.y); // straight to the edge of its column
        curve(left, y);
        if (i < route.length - 1) curve(left + widths[spot.rank], y);
        else if (goal.x > left) curve(goal.x, y);
      }
    }
    paths.set(edges[e].id, curves);
  });
  return { boxes, paths, gap, width: total.x, height: total.y };
}
