// ── the order within columns ───────────────────────────────────────────────────────────

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
