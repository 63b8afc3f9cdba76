/** Where each stretch of days of cover begins; the last has no end. */
export const coverFrom = [0, 7, 14, 28, 56, 91] as const;

/** Where each stretch of days since goods came in begins; the last has no end. */
export const ageFrom = [0, 31, 61, 91, 181] as const;

export const abcClasses = ['A', 'B', 'C', 'N', 'U'] as const;
export const xyzClasses = ['X', 'Y', 'Z', '-'] as const;
/** How products of these classes sell from week to week. */
export const xyzWords = { X: 'evenly', Y: 'unevenly', Z: 'very unevenly' } as const;
