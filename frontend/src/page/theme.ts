import type { Look, Palette } from '../charts/look';
import type { Preferences } from './preferences';

/** How charts are to look now: the stylesheet's colours and sizes, resolved for the theme in force. */
export function readLook({ language, patterns }: Preferences): Look {
  const style = getComputedStyle(document.documentElement);
  return {
    palette: paletteOf(style),
    language,
    fontFamily: style.fontFamily,
    fontSize: Number.parseFloat(style.fontSize) * 0.8125,
    patterns,
  };
}

/** The colours are registered there as colours, so that they come out resolved. */
function paletteOf(style: CSSStyleDeclaration): Palette {
  const color = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: color('--ink'),
    muted: color('--muted'),
    line: color('--line'),
    panel: color('--panel'),
    accent: color('--accent'),
    unknown: color('--unknown'),
    series: [1, 2, 3, 4, 5, 6, 7, 8].map((number) => color(`--series-${number}`)),
    steps: [1, 2, 3, 4, 5].map((number) => color(`--step-${number}`)),
  };
}
