/** A zip that may be anybody's. */
export { ZipArchive, ZipFault } from '../../engine/host/snapshot/zip-archive.ts'
