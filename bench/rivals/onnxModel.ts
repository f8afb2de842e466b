import { bandValues, LENGTH_EPSILON, NORM_EPSILON, parameterSpecs, queryMatrix, type TrainedModel } from '@aisle/model';

/*
 * The network of `forward` as an ONNX graph (opset 17) over a full window. It is written as protocol buffers by hand, because
 * it needs only a dozen fields of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. The output `listed` has the scores
 * of `rows`, and `scores` has all.
 */

type Field = readonly [number: number, value: number | string | Uint8Array | Float32Array];

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return [...bytes, Number(rest)];
}

/** A message: integers as varints, everything else as bytes with a length before them. */
function message(...fields: readonly Field[]): Uint8Array {
  const parts = fields.flatMap(([number, value]): (Uint8Array | number[])[] => {
    if (typeof value === 'number') return [varint(number << 3), varint(value)];
    const bytes =
      typeof value === 'string'
        ? new TextEncoder().encode(value)
        : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return [varint((number << 3) | 2), varint(bytes.length), bytes];
  });
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

const FLOAT = 1;
const INT32 = 6;
const INT64 = 7;

const initializer = (name: string, dims: readonly number[], type: number, raw: Uint8Array) =>
  message(...dims.map((dim): Field => [1, dim]), [2, type], [8, name], [9, raw]);
const floats = (name: string, dims: readonly number[], values: Float32Array) =>
  initializer(name, dims, FLOAT, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
const whole64 = (name: string, values: readonly number[]) =>
  initializer(name, [values.length], INT64, new Uint8Array(BigInt64Array.from(values, BigInt).buffer));

const valueInfo = (name: string, type: number, dims: readonly (number | string)[]) =>
  message(
    [1, name],
    [
      2,
      message([
        1,
        message(
          [1, type],
          [2, message(...dims.map((dim): Field => [1, message(typeof dim === 'number' ? [1, dim] : [2, dim])]))],
        ),
      ]),
    ],
  );

export function onnxModel({ config, values }: TrainedModel): Uint8Array {
  const { width, headCount, layerCount, windowLength, itemCount } = config;
  const length = windowLength;
  const headWidth = width / headCount;
  const nodes: Uint8Array[] = [];
  const initializers: Uint8Array[] = [];
  let names = 0;
  /** Adds a node with one output and returns the name of the output. */
  const op = (
    type: string,
    inputs: readonly string[],
    attributes: readonly Uint8Array[] = [],
    output = `v${names++}`,
  ): string => {
    nodes.push(
      message(
        ...inputs.map((input): Field => [1, input]),
        [2, output],
        [3, output],
        [4, type],
        ...attributes.map((attribute): Field => [5, attribute]),
      ),
    );
    return output;
  };
  const ints = (name: string, list: readonly number[]) =>
    message([1, name], ...list.map((value): Field => [8, value]), [20, 7]);
  const whole = (name: string, value: number) => message([1, name], [3, value], [20, 2]);
  const float = (name: string, value: number) => {
    // Field 2 is a fixed 32-bit float: wire type 5, which `message` does not write.
    const bytes = new Uint8Array(new Float32Array([value]).buffer);
    const [head, tail] = [message([1, name]), message([20, 1])];
    return Uint8Array.from([...head, (2 << 3) | 5, ...bytes, ...tail]);
  };
  const constant = (name: string, dims: readonly number[], list: Float32Array) => {
    initializers.push(floats(name, dims, list));
    return name;
  };
  const shape = (...list: number[]) => {
    const name = `shape_${list.join('_')}`;
    if (!shapes.has(name)) initializers.push(whole64(name, list));
    shapes.add(name);
    return name;
  };
  const shapes = new Set<string>();

  for (const { name, shape: dims } of parameterSpecs(config))
    if (name !== 'item_embedding') constant(name, dims, values.get(name)!);
  const table = values.get('item_embedding')!;
  constant('item_embedding', [itemCount + 1, width], table);
  // Transposed, so that the scores of all items are one matrix product.
  const columns = new Float32Array(table.length);
  for (let row = 0; row <= itemCount; row++)
    for (let j = 0; j < width; j++) columns[j * (itemCount + 1) + row] = table[row * width + j]!;
  constant('item_columns', [width, itemCount + 1], columns);

  const norm = (x: string, at: string) =>
    op('LayerNormalization', [x, `${at}.scale`, `${at}.bias`], [whole('axis', -1), float('epsilon', NORM_EPSILON)]);
  const embedded = [
    op('Gather', ['item_embedding', 'item_rows']),
    op('Gather', ['event_embedding', 'type_indices']),
    op('Gather', ['time_gap_embedding', 'time_gap_buckets']),
    op('Gather', ['list_position_embedding', 'list_position_buckets']),
  ].reduce((a, b) => op('Add', [a, b]));
  let x = norm(embedded, 'input_norm');
  const { distances, mask } = bandValues(length, windowLength);
  const scale = constant('attention_scale', [1], new Float32Array([1 / Math.sqrt(headWidth)]));
  for (let layer = 0; layer < layerCount; layer++) {
    const at = `layers.${layer}`;
    const normed = norm(x, `${at}.attention_norm`);
    const heads = (name: string, order: readonly number[]) =>
      op(
        'Transpose',
        [op('Reshape', [op('MatMul', [normed, `${at}.${name}`]), shape(length, headCount, headWidth)])],
        [ints('perm', order)],
      );
    // The sum of relative bias and mask: [heads, query, key].
    const biases = new Float32Array(headCount * length * length);
    const relative = values.get(`${at}.relative_bias`)!;
    for (let head = 0; head < headCount; head++) {
      for (let pair = 0; pair < length * length; pair++) {
        let sum = mask[pair]!;
        for (let distance = 0; distance < windowLength; distance++)
          sum += relative[head * windowLength + distance]! * distances[distance * length * length + pair]!;
        biases[head * length * length + pair] = sum;
      }
    }
    const logits = op('Add', [
      op('Mul', [op('MatMul', [heads('query', [1, 0, 2]), heads('key', [1, 2, 0])]), scale]),
      constant(`${at}.band`, [headCount, length, length], biases),
    ]);
    const mixed = op('MatMul', [op('Softmax', [logits], [whole('axis', -1)]), heads('value', [1, 0, 2])]);
    const joined = op('Reshape', [op('Transpose', [mixed], [ints('perm', [1, 0, 2])]), shape(length, width)]);
    x = op('Add', [x, op('MatMul', [joined, `${at}.attention_output`])]);
    const inner = op('Relu', [
      op('Add', [
        op('MatMul', [norm(x, `${at}.feed_forward_norm`), `${at}.feed_forward_in`]),
        `${at}.feed_forward_in_bias`,
      ]),
    ]);
    x = op('Add', [x, op('Add', [op('MatMul', [inner, `${at}.feed_forward_out`]), `${at}.feed_forward_out_bias`])]);
  }
  const last = op('Gather', [norm(x, 'final_norm'), shape(length - 1)]);
  const matrix = queryMatrix(config);
  const state = matrix === undefined ? last : op('Add', [last, op('MatMul', [last, matrix])]);
  const squares = op('ReduceSum', [op('Mul', [state, state]), shape(1)], [whole('keepdims', 1)]);
  const lengthOf = op('Sqrt', [
    op('Add', [squares, constant('length_epsilon', [1], new Float32Array([LENGTH_EPSILON]))]),
  ]);
  const query = op('Mul', [op('Div', [state, lengthOf]), op('Exp', ['log_logit_scale'])]);
  op('Add', [op('MatMul', [query, 'item_columns']), 'item_bias'], [], 'scores');
  const rows = op('Transpose', [op('Gather', ['item_embedding', 'rows'])], [ints('perm', [1, 0])]);
  op('Add', [op('MatMul', [query, rows]), op('Gather', ['item_bias', 'rows'])], [], 'listed');

  const inputs = ['item_rows', 'type_indices', 'time_gap_buckets', 'list_position_buckets'].map((name) =>
    valueInfo(name, INT32, [length]),
  );
  const graph = message(
    ...nodes.map((node): Field => [1, node]),
    [2, 'aisle'],
    ...initializers.map((one): Field => [5, one]),
    ...[...inputs, valueInfo('rows', INT32, ['n'])].map((input): Field => [11, input]),
    [12, valueInfo('scores', FLOAT, [1, itemCount + 1])],
    [12, valueInfo('listed', FLOAT, [1, 'n'])],
  );
  return message([1, 8], [8, message([2, 17])], [7, graph]);
}
