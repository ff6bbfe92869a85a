type Child = Node | string;

/** Makes an element. Text always goes in as text, never as markup. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/**
 * Sets text only if it differs: an untouched node costs the browser nothing. Where there is text alone it is
 * changed, not replaced by another node that would have to be attached, styled and laid out anew.
 */
export function setText(node: Element, text: string): void {
  const only = node.firstChild;
  if (only?.nodeType === Node.TEXT_NODE && only.nextSibling === null) {
    if (only.nodeValue !== text) {
      only.nodeValue = text;
    }
  } else if (node.textContent !== text) {
    node.textContent = text;
  }
}

export function setHidden(node: HTMLElement, hidden: boolean): void {
  if (node.hidden !== hidden) {
    node.hidden = hidden;
  }
}

export function setAttribute(node: Element, name: string, value: string): void {
  if (node.getAttribute(name) !== value) {
    node.setAttribute(name, value);
  }
}

const SVG = 'http://www.w3.org/2000/svg';

/** A 24-unit line icon. */
export function icon(...paths: readonly string[]): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  for (const d of paths) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}
