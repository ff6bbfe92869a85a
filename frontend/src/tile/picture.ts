import type { Look } from '../charts/look';
import { element } from '../page/element';

/**
 * Saves a chart as a PNG file, with its title and what it is of, on the colour of the panel: a picture that
 * still says what it shows when it is pasted somewhere else.
 */
export function savePicture(drawing: HTMLCanvasElement, title: string, subtitle: string, look: Look): void {
  const scale = drawing.width / Math.max(1, drawing.clientWidth);
  const size = look.fontSize * scale;
  const margin = size * 1.5;
  const head = size * (subtitle === '' ? 2.6 : 4);
  const picture = document.createElement('canvas');
  picture.width = drawing.width + margin * 2;
  picture.height = drawing.height + head + margin * 2;
  const brush = picture.getContext('2d');
  if (brush === null) {
    return;
  }
  brush.fillStyle = look.palette.panel;
  brush.fillRect(0, 0, picture.width, picture.height);
  brush.textBaseline = 'top';
  brush.fillStyle = look.palette.ink;
  brush.font = `600 ${size * 1.3}px ${look.fontFamily}`;
  brush.fillText(title, margin, margin);
  brush.fillStyle = look.palette.muted;
  brush.font = `${size}px ${look.fontFamily}`;
  brush.fillText(subtitle, margin, margin + size * 1.9);
  brush.drawImage(drawing, margin, margin + head);
  picture.toBlob((blob) => blob !== null && save(blob, `${fileName(title)}.png`), 'image/png');
}

/** Hands a file to the reader. */
export function save(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  element('a', { href: url, download: name }).click();
  // The download has its own hold on the content once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** What a file about something is called, without its extension. */
export function fileName(title: string): string {
  return `tidelake-${title
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')}`;
}
