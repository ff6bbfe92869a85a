import { describe, expect, it } from 'vitest';
import { patch } from './patch';

/** As much of the DOM as patching touches; it notes what is done to it. */
class Fake {
  readonly nodeType: number;
  readonly attributes = new Map<string, string>();
  childNodes: Fake[] = [];
  touched = 0;
  #value: string | null;

  constructor(
    readonly nodeName: string,
    content: string | readonly Fake[],
    attributes: Readonly<Record<string, string>> = {},
  ) {
    this.nodeType = nodeName === '#text' ? 3 : 1;
    this.#value = typeof content === 'string' ? content : null;
    this.childNodes = typeof content === 'string' ? [] : [...content];
    Object.entries(attributes).forEach(([name, value]) => this.attributes.set(name, value));
  }

  get nodeValue(): string | null {
    return this.#value;
  }
  set nodeValue(value: string | null) {
    this.#value = value;
    this.touched += 1;
  }
  get lastChild(): Fake | undefined {
    return this.childNodes.at(-1);
  }
  isEqualNode(other: Fake): boolean {
    return this.html() === other.html();
  }
  appendChild(child: Fake): void {
    this.childNodes.push(child);
    this.touched += 1;
  }
  replaceChild(fresh: Fake, old: Fake): void {
    this.childNodes[this.childNodes.indexOf(old)] = fresh;
    this.touched += 1;
  }
  removeChild(child: Fake): void {
    this.childNodes = this.childNodes.filter((each) => each !== child);
    this.touched += 1;
  }
  getAttributeNames(): string[] {
    return [...this.attributes.keys()];
  }
  getAttribute(name: string): string | null {
    return this.attributes.get(name) ?? null;
  }
  hasAttribute(name: string): boolean {
    return this.attributes.has(name);
  }
  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
    this.touched += 1;
  }
  removeAttribute(name: string): void {
    this.attributes.delete(name);
    this.touched += 1;
  }
  html(): string {
    const attributes = [...this.attributes].map(([name, value]) => ` ${name}=${value}`).join('');
    return (
      this.#value ?? `<${this.nodeName}${attributes}>${this.childNodes.map((c) => c.html()).join('')}</>`
    );
  }
}

const text = (words: string) => new Fake('#text', words);
const cell = (words: string, value: string) => new Fake('TD', [text(words)], { 'data-value': value });
const row = (...cells: Fake[]) => new Fake('TR', cells);
const table = (...rows: Fake[]) => new Fake('TABLE', rows);
const patched = (shown: Fake, fresh: Fake) => patch(shown as unknown as Node, fresh as unknown as Node);

describe('what is painted again', () => {
  it('changes where it differs and nowhere else', () => {
    const shown = table(row(cell('a', '1'), cell('b', '2')), row(cell('c', '3'), cell('d', '4')));
    const [kept, changed] = shown.childNodes;
    const fresh = table(row(cell('a', '1'), cell('b', '2')), row(cell('c', '3'), cell('e', '5')));

    expect(patched(shown, fresh)).toBe(true);
    expect(shown.html()).toBe(fresh.html());
    expect(shown.childNodes).toEqual([kept, changed]);
    expect(shown.touched + (kept?.touched ?? 1) + (changed?.touched ?? 1)).toBe(0);
    expect(changed?.childNodes.map(({ touched }) => touched)).toEqual([0, 1]);
  });

  it('grows and shrinks', () => {
    const shown = table(row(cell('a', '1')));
    const more = table(row(cell('a', '1')), row(cell('b', '2')), row(cell('c', '3')));
    patched(shown, table(row(cell('a', '1')), row(cell('b', '2')), row(cell('c', '3'))));
    expect(shown.html()).toBe(more.html());
    patched(shown, table(row(cell('a', '1'))));
    expect(shown.html()).toBe(table(row(cell('a', '1'))).html());
  });

  it('puts another kind of element in the place of the one before, and drops attributes', () => {
    const shown = table(new Fake('TD', [new Fake('EM', [text('none')])], { class: 'old' }));
    const fresh = table(new Fake('TD', [new Fake('CODE', [text('{}')])]));
    expect(patched(shown, table(new Fake('TD', [new Fake('CODE', [text('{}')])])))).toBe(true);
    expect(shown.html()).toBe(fresh.html());
    expect(patched(shown, new Fake('DL', []))).toBe(false);
  });
});
