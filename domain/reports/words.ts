import type { Language } from './kinds.ts';
import type { Words } from './vocabulary.ts';
import { german } from './words-de.ts';
import { english } from './words-en.ts';
import { french } from './words-fr.ts';

const words: Record<Language, Words> = { en: english, de: german, fr: french };

/** The words of a language. */
export const wordsOf = (language: Language): Words => words[language];
