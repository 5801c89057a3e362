/**
 * The anchor of a heading. Of a condition it is the one that its errors carry in `docs`; of anything
 * else the one that GitHub makes, so that links work in both places.
 */
export function anchorOf(heading: string): string {
  const text = heading.trim().toLowerCase();
  if (/^[a-z_]+\.[a-z_]+$/.test(text)) return text.replace('.', '-');
  return text.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(/\s/g, '-');
}
