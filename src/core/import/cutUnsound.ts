/** Thrown where two parts do not make the file: it has to be read alone. */
export class CutUnsound extends Error {}
