/** The rows of each group, ascending, of a list that says the group of every row. */
export function rowsByGroup(groups: Int32Array): (group: number) => Int32Array {
  const counts = new Map<number, number>();
  for (const group of groups) counts.set(group, (counts.get(group) ?? 0) + 1);
  const starts = new Map<number, number>();
  let at = 0;
  for (const [group, count] of counts) {
    starts.set(group, at);
    at += count;
  }
  const rows = new Int32Array(groups.length);
  const next = new Map(starts);
  for (const [row, group] of groups.entries()) {
    const to = next.get(group) as number;
    rows[to] = row;
    next.set(group, to + 1);
  }
  return (group) => {
    const start = starts.get(group) ?? 0;
    return rows.subarray(start, start + (counts.get(group) ?? 0));
  };
}
