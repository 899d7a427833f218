const MIB = 1_024 * 1_024;

/** One piece of a bundle, as it is asked for. */
export const CHUNK_BYTES = 8 * MIB;
export const CHUNKS_PER_REQUEST = 2;
export const MOST_BUNDLE_BYTES = 128 * MIB;
/** A larger map takes the intake so long to read that others would wait. */
export const MOST_MAP_BYTES = 16 * MIB;
/** All maps of a bundle, unpacked: a few bytes of an archive can be made of gigabytes. */
export const MOST_UNPACKED_BYTES = 512 * MIB;
/** A large build has some thousands. */
export const MOST_BUNDLED_MAPS = 10_000;
/** Pieces of all bundles together. */
export const MOST_PIECES_BYTES = 1_024 * MIB;
/** All maps of a service, packed. */
export const MOST_SERVICE_BYTES = 1_024 * MIB;
/** A map that nothing was found by for so long is forgotten. */
export const KEPT_DAYS = 90;
