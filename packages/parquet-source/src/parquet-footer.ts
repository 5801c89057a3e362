/** What the footer of a file says of a row group. */
export interface RowGroup {
  readonly rowCount: number;
  /** Of all its columns, unpacked. */
  readonly sizeBytes: number;
}

const MAGIC = 'PAR1';
/** The length of the metadata, and the magic. */
const END_BYTES = 8;
/** Of a row group; nobody writes a thousandth of it. */
const MAX_ROWS = 2 ** 31;
/** Deeper than any footer, and far from the end of the stack. */
const MAX_NESTING = 32;

/**
 * The row groups of a Parquet file, so that what they claim is known before anything is allocated for them.
 *
 * ```
 * file     = "PAR1" … metadata length:u32 "PAR1"
 * metadata = FileMetaData in Thrift's compact protocol: 4 row_groups : list<RowGroup>
 * RowGroup = 2 total_byte_size : i64, 3 num_rows : i64
 * ```
 *
 * @throws RangeError for bytes that are no footer
 */
export function rowGroupsOf(bytes: Uint8Array): readonly RowGroup[] {
  const end = bytes.length - END_BYTES;
  const text = String.fromCharCode(...bytes.subarray(end + 4));
  if (end < MAGIC.length || text !== MAGIC) throw new RangeError('it does not end as Parquet does');
  const length = new DataView(bytes.buffer, bytes.byteOffset + end, 4).getUint32(0, true);
  if (length > end - MAGIC.length) throw new RangeError('its footer is longer than the file');
  const input = new CompactReader(bytes.subarray(end - length, end));
  const groups: RowGroup[] = [];
  input.struct((field, type) => {
    if (field === 4 && type === LIST) input.list(() => groups.push(rowGroup(input)));
    else input.skip(type);
  });
  return groups;
}

function rowGroup(input: CompactReader): RowGroup {
  let [rowCount, sizeBytes] = [-1, -1];
  input.struct((field, type) => {
    if (field === 2 && type === I64) sizeBytes = input.integer();
    else if (field === 3 && type === I64) rowCount = input.integer();
    else input.skip(type);
  });
  if (rowCount < 0 || rowCount > MAX_ROWS || sizeBytes < 0) {
    throw new RangeError('a row group of it has no size, or an impossible one');
  }
  return { rowCount, sizeBytes };
}

const [TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT] = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
] as const;

/** Thrift's compact protocol, as far as footers have it. */
class CompactReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #nesting = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Reads the fields of a struct; `field` has to read or skip the value of each. */
  struct(field: (id: number, type: number) => void): void {
    if (++this.#nesting > MAX_NESTING) throw new RangeError('its footer is nested too deeply');
    for (let id = 0; ; ) {
      const head = this.#byte();
      if (head === 0) break;
      id = head >>> 4 === 0 ? this.integer() : id + (head >>> 4);
      field(id, head & 0x0f);
    }
    this.#nesting--;
  }

  /** Reads a list of structs. */
  list(element: () => void): void {
    const { count, type } = this.#listHead();
    if (type !== STRUCT) throw new RangeError('its row groups are no structs');
    for (let i = 0; i < count; i++) element();
  }

  /** A number in zigzag form; rounded beyond 2^53. */
  integer(): number {
    const raw = this.#varint();
    return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2;
  }

  skip(type: number): void {
    switch (type) {
      case TRUE:
      case FALSE:
        return;
      case BYTE:
        return this.#forward(1);
      case I16:
      case I32:
      case I64:
        this.#varint();
        return;
      case DOUBLE:
        return this.#forward(8);
      case BINARY:
        return this.#forward(this.#varint());
      case LIST:
      case SET:
        return this.#skipList();
      case STRUCT:
        return this.struct((_, inner) => this.skip(inner));
      case MAP:
      default:
        throw new RangeError(`its footer has a value of type ${type}`);
    }
  }

  #skipList(): void {
    if (++this.#nesting > MAX_NESTING) throw new RangeError('its footer is nested too deeply');
    const { count, type } = this.#listHead();
    // In a list a boolean is a byte.
    const isBoolean = type === TRUE || type === FALSE;
    for (let i = 0; i < count; i++) this.skip(isBoolean ? BYTE : type);
    this.#nesting--;
  }

  #listHead(): { readonly count: number; readonly type: number } {
    const head = this.#byte();
    const count = head >>> 4 === 15 ? this.#varint() : head >>> 4;
    // No element is shorter than a byte.
    if (count > this.#bytes.length - this.#at) throw new RangeError('its footer ends too early');
    return { count, type: head & 0x0f };
  }

  #varint(): number {
    let value = 0;
    for (let factor = 1; factor < 2 ** 70; factor *= 128) {
      const byte = this.#byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw new RangeError('its footer has a number without end');
  }

  #byte(): number {
    this.#forward(1);
    return this.#bytes[this.#at - 1] as number;
  }

  #forward(count: number): void {
    this.#at += count;
    if (this.#at > this.#bytes.length) throw new RangeError('its footer ends too early');
  }
}
