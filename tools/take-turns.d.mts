/** @param file - held while the turn lasts; its folder is made. @returns what ends the turn. */
export function takeTurn(file: string): () => void
