import type { Theme } from './theme.ts';

/** What a shipped theme decides; paper and logo come with each document. */
export type ThemeDesign = Omit<Theme, 'page' | 'logo' | 'askedFonts'>;
