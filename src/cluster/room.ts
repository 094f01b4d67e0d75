/** How much the browser would still store. */
export { roomLeft } from '../../engine/host/browser/room.ts'
