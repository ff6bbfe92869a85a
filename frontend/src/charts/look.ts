import type { Language } from '../contract/labels';

/** The colours of the page's theme, resolved. */
export interface Palette {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly panel: string;
  readonly accent: string;
  readonly unknown: string;
  /** Categorical colours, told apart with any colour vision. */
  readonly series: readonly string[];
  /** From few to many, in one hue, so that lightness alone tells them apart. */
  readonly steps: readonly string[];
}

/** Room for a chart in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** All that a chart needs to know besides its data. */
export interface Look {
  readonly palette: Palette;
  readonly language: Language;
  readonly fontFamily: string;
  /** Size of ordinary chart text in CSS pixels; everything else is in proportion. */
  readonly fontSize: number;
  /** Patterns besides colours. */
  readonly patterns: boolean;
}

/** A count in full: 1,234,567. */
export function formatCount(count: number, language: Language): string {
  return numberFormat(language, 'standard').format(count);
}

/** An amount of memory: 52.4 MB. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let scaled = bytes;
  let unit = 0;
  while (scaled >= 999.5 && unit < units.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  return `${unit === 0 || scaled >= 100 ? Math.round(scaled) : scaled.toFixed(1)} ${units[unit]}`;
}

/** A count where space is short: 123万, 1.2M. */
export function formatShort(count: number, language: Language): string {
  return numberFormat(language, count < 10_000 ? 'standard' : 'compact').format(count);
}

const FORMATS = new Map<string, Intl.NumberFormat>();

function numberFormat(language: Language, notation: 'standard' | 'compact'): Intl.NumberFormat {
  const key = `${language} ${notation}`;
  let format = FORMATS.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en', {
      notation,
      maximumFractionDigits: notation === 'compact' ? 1 : 0,
    });
    FORMATS.set(key, format);
  }
  return format;
}

/**
 * What every option shares: text, and a description for screen readers. Motion comes from the data, which
 * arrives many times a second; animating between two such states would only show numbers that never were.
 */
export function frameOf(look: Look, title: string) {
  return {
    animation: false,
    textStyle: { fontFamily: look.fontFamily, fontSize: look.fontSize, color: look.palette.ink },
    // The panel's heading shows the title; here it names the chart in its description.
    title: [{ text: title, show: false }],
    aria: { enabled: true, decal: { show: look.patterns } },
  };
}

export function tooltipOf(look: Look) {
  return {
    confine: true,
    backgroundColor: look.palette.panel,
    borderColor: look.palette.line,
    borderWidth: 1,
    padding: [look.fontSize * 0.5, look.fontSize * 0.75],
    textStyle: { color: look.palette.ink, fontFamily: look.fontFamily, fontSize: look.fontSize },
  };
}
