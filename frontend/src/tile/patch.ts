/**
 * Makes what is shown equal to what should be, and touches only what differs: a selection, the focus and the place
 * that was scrolled to survive.
 *
 * @returns whether that was possible; if not, nothing is lost by replacing the whole
 */
export function patch(shown: Node, fresh: Node): boolean {
  if (shown.isEqualNode(fresh)) {
    return true;
  }
  if (shown.nodeName !== fresh.nodeName) {
    return false;
  }
  if (shown.nodeType === TEXT) {
    shown.nodeValue = fresh.nodeValue;
    return true;
  }
  patchAttributes(shown as Element, fresh as Element);
  const wanted = Array.from(fresh.childNodes);
  wanted.forEach((child, index) => {
    const there = shown.childNodes[index];
    if (there === undefined) {
      shown.appendChild(child);
    } else if (!patch(there, child)) {
      shown.replaceChild(child, there);
    }
  });
  while (shown.childNodes.length > wanted.length) {
    shown.removeChild(shown.lastChild as ChildNode);
  }
  return true;
}

const TEXT = 3;

function patchAttributes(shown: Element, fresh: Element): void {
  for (const name of shown.getAttributeNames()) {
    if (!fresh.hasAttribute(name)) {
      shown.removeAttribute(name);
    }
  }
  for (const name of fresh.getAttributeNames()) {
    const value = fresh.getAttribute(name) ?? '';
    if (shown.getAttribute(name) !== value) {
      shown.setAttribute(name, value);
    }
  }
}
