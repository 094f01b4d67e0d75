/**
 * Whether this script can reach nothing of the page's: its origin is nobody's. Without the frame's `sandbox` (runner.html opened as a
 * page, say) it would be the page's own, and whoever sends a script could have it read and change all that the page keeps.
 */
export function isOpaque(): boolean {
  return origin === 'null'
}
