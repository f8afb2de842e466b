-- Counts a shop's events for `aisle train --counts`. It writes three tables as Parquet: neighbours, items and labels.
-- DuckDB runs this text. `aisle counts --dialect bigquery` and `--dialect spark` print it for other engines.
-- The rules are those of the trainer, and so are the results. docs/guides/warehouse.md describes every column.

-- 1. Your events, one row for each item of an event: edit this statement.
--    `event` is select_item, view_item, add_to_wishlist, add_to_cart, remove_from_cart or purchase. Other rows are
--    ignored. `user_id` and `item_id` are text.
CREATE OR REPLACE TEMPORARY VIEW events AS
SELECT
  user_id,
  item_id,
  event,
  time_ms -- milliseconds since the Unix epoch, BIGINT
FROM shop_events;

-- 2. Settings: edit the values.
CREATE OR REPLACE TEMPORARY VIEW settings AS
SELECT
  'next-purchase' AS target, -- what the score predicts: next-purchase or next-item
  10 AS time_parts,          -- parts of the log's time. The last one chooses and tests the score.
  16 AS neighbours,          -- neighbours of each item
  1 AS min_shoppers,         -- items of fewer shoppers are left out
  12000 AS max_sequences,    -- shoppers whose latest actions become labels
  100 AS sequence_length,    -- actions of each of them
  'salt' AS salt,            -- any text. It determines which shoppers those are.
  -- The rule of counting. The trainer knows it by its name, so use one of these rows as it is:
  --   'next in the session',                               'inverse', 0E0,   5,  0.0, 0.0, 0.0
  --   'nearby, backward 0.5, divided by n^0.2 and n^0.25', 'steps',   9E-1,  50, 0.5, 0.2, 0.25
  --   'nearby, backward 0.3, divided by n^0.5 and n^0.25', 'steps',   9E-1,  50, 0.3, 0.5, 0.25
  --   'nearby, backward 1, divided by n^0.5 and n^0.25',   'steps',   9E-1,  50, 1.0, 0.5, 0.25
  --   'within 2 min',                                      'time',    12E4,  50, 1.0, 0.5, 0.0
  --   'within 5 min',                                      'time',    3E5,   50, 1.0, 0.5, 0.0
  --   'within 60 min',                                     'time',    36E5,  50, 1.0, 0.5, 0.0
  --   'within 1440 min',                                   'time',    864E5, 50, 1.0, 0.5, 0.0
  'next in the session' AS rule,
  'inverse' AS decay,        -- weight of a pair. inverse: 1 / steps. steps: rate^(steps - 1). time: e^(-ms / rate)
  0E0 AS rate,
  5 AS max_steps,            -- pairs of actions further apart are not counted
  0.0 AS backward_share,     -- share of the weight that counts from the later item to the earlier one
  0.0 AS from_exponent,      -- a strength is divided by these powers of the numbers of actions of the two items
  0.0 AS to_exponent;

-- 3. Counting: nothing to edit below.

-- Items as numbers. Short keys save most of the memory.
CREATE TEMPORARY TABLE item_numbers AS
SELECT item_id, shoppers, CAST(ROW_NUMBER() OVER (ORDER BY item_id) AS INT) AS item
FROM (
  SELECT item_id, COUNT(DISTINCT user_id) AS shoppers
  FROM events
  WHERE event IN ('select_item', 'view_item', 'add_to_wishlist', 'add_to_cart', 'remove_from_cart', 'purchase')
  GROUP BY item_id
) AS counted
CROSS JOIN settings
WHERE shoppers >= min_shoppers;

-- Each shopper's actions in time order. Among equal times, the usual order of events decides, then the item.
CREATE TEMPORARY TABLE actions AS
WITH typed AS (
  SELECT user_id, item, time_ms,
    CASE event
      WHEN 'select_item' THEN 1 WHEN 'view_item' THEN 2 WHEN 'add_to_wishlist' THEN 3
      WHEN 'add_to_cart' THEN 4 WHEN 'remove_from_cart' THEN 5 WHEN 'purchase' THEN 6
    END AS kind
  FROM events
  JOIN item_numbers ON item_numbers.item_id = events.item_id
),
ordered AS (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY time_ms, kind, item) AS place
  FROM typed
  WHERE kind IS NOT NULL
),
-- A click on a card and the views of its page that follow are one action.
compared AS (
  SELECT *,
    CASE WHEN kind = 2
      AND LAG(item) OVER (PARTITION BY user_id ORDER BY place) = item
      AND LAG(kind) OVER (PARTITION BY user_id ORDER BY place) <= 2 THEN 1 ELSE 0 END AS follows
  FROM ordered
),
marked AS (
  -- Odd if the latest row that follows no other is a click.
  SELECT *,
    MAX(CASE WHEN follows = 1 THEN 0 WHEN kind = 1 THEN 2 * place + 1 ELSE 2 * place END)
      OVER (PARTITION BY user_id ORDER BY place) AS start
  FROM compared
),
kept AS (
  SELECT user_id, item, kind, time_ms, place FROM marked WHERE follows = 0 OR MOD(start, 2) = 0
),
span AS (
  SELECT
    MAX(time_ms) + 1 - CAST(FLOOR((MAX(time_ms) + 1 - MIN(time_ms)) / (1E0 * MAX(time_parts))) AS BIGINT)
      AS held_out_ms
  FROM kept CROSS JOIN settings
),
counted AS (
  SELECT user_id, item, kind, time_ms, held_out_ms,
    CAST(ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY place) AS INT) AS step,
    COUNT(*) OVER (PARTITION BY user_id) AS steps,
    SUM(CASE WHEN time_ms < held_out_ms THEN 1 ELSE 0 END) OVER (PARTITION BY user_id) AS training_steps
  FROM kept CROSS JOIN span
)
-- A single action has no history.
SELECT user_id, item, kind, time_ms, step, steps,
  CASE WHEN time_ms < held_out_ms AND training_steps > 1 THEN 1 ELSE 0 END AS training,
  CASE WHEN time_ms < held_out_ms THEN 0 ELSE 1 END AS held_out
FROM counted
WHERE steps > 1;

-- The actions that the score predicts. A purchase is decided when its item goes into the cart.
CREATE TEMPORARY TABLE decisions AS
WITH cart AS (
  SELECT *, LAG(kind) OVER (PARTITION BY user_id, item ORDER BY step) AS previous_kind
  FROM actions
  WHERE kind >= 4
),
ends AS (
  SELECT *,
    LEAD(kind) OVER (PARTITION BY user_id, item ORDER BY step) AS next_kind,
    LEAD(training) OVER (PARTITION BY user_id, item ORDER BY step) AS next_training
  FROM cart
  WHERE kind <> 4 OR previous_kind IS NULL OR previous_kind <> 4
),
decided AS (
  SELECT user_id, step, item, held_out,
    CASE WHEN kind = 4 THEN next_training ELSE training END AS training
  FROM ends
  WHERE (kind = 4 AND next_kind = 6) OR (kind = 6 AND (previous_kind IS NULL OR previous_kind <> 4))
)
SELECT user_id, step, item, training, held_out
FROM decided CROSS JOIN settings
WHERE target = 'next-purchase'
UNION ALL
SELECT user_id, step, item, training, held_out
FROM actions CROSS JOIN settings
WHERE target = 'next-item';

-- Statistics of each item: until the held out part (training_), and of the whole log.
CREATE TEMPORARY TABLE items AS
WITH spans AS (
  SELECT MIN(time_ms) AS first_ms, MAX(time_ms) AS last_ms,
    MIN(CASE WHEN training = 1 THEN time_ms END) AS training_first_ms,
    MAX(CASE WHEN training = 1 THEN time_ms END) AS training_last_ms
  FROM actions
),
weighted AS (
  -- An action's weight falls by a factor e for each tenth of the time.
  SELECT item, training,
    CASE kind WHEN 6 THEN 5 WHEN 4 THEN 2 ELSE 1 END AS demand,
    EXP(-1E1 * (last_ms - time_ms) / GREATEST(1, last_ms - first_ms)) AS recency,
    EXP(-1E1 * (training_last_ms - time_ms) / GREATEST(1, training_last_ms - training_first_ms)) AS training_recency
  FROM actions CROSS JOIN spans
),
acted AS (
  SELECT item, COUNT(*) AS actions, SUM(recency) AS recent, SUM(demand) AS demand,
    SUM(demand * recency) AS recent_demand, SUM(training) AS training_actions,
    SUM(CASE WHEN training = 1 THEN training_recency ELSE 0 END) AS training_recent
  FROM weighted
  GROUP BY item
),
-- A decision is the label of every action since the decision before it.
labelled AS (
  SELECT item,
    step - COALESCE(LAG(step) OVER (PARTITION BY user_id ORDER BY step), 1) AS labels, 0 AS training_labels
  FROM decisions
  UNION ALL
  SELECT item, 0, step - COALESCE(LAG(step) OVER (PARTITION BY user_id ORDER BY step), 1)
  FROM decisions
  WHERE training = 1
),
answered AS (
  SELECT item, SUM(labels) AS labels, SUM(training_labels) AS training_labels FROM labelled GROUP BY item
)
SELECT numbers.item_id, numbers.shoppers, numbers.item,
  COALESCE(actions, 0) AS actions,
  COALESCE(recent, 0) AS recent,
  CAST(COALESCE(labels, 0) AS BIGINT) AS labels,
  CAST(COALESCE(demand, 0) AS BIGINT) AS demand,
  COALESCE(recent_demand, 0) AS recent_demand,
  CAST(COALESCE(training_actions, 0) AS BIGINT) AS training_actions,
  COALESCE(training_recent, 0) AS training_recent,
  CAST(COALESCE(training_labels, 0) AS BIGINT) AS training_labels
FROM item_numbers AS numbers
LEFT JOIN acted ON acted.item = numbers.item
LEFT JOIN answered ON answered.item = numbers.item;

-- The weight of all ordered pairs of two items, in both orders: up from the lower number to the higher one.
CREATE TEMPORARY TABLE pair_weights AS
WITH pairs AS (
  SELECT later.training,
    CASE WHEN earlier.item <= later.item THEN 1 ELSE 0 END AS up,
    LEAST(earlier.item, later.item) AS low,
    GREATEST(earlier.item, later.item) AS high,
    CASE decay
      WHEN 'inverse' THEN POWER(later.step - earlier.step, -1)
      WHEN 'steps' THEN POWER(rate, later.step - earlier.step - 1)
      WHEN 'time' THEN CASE
        WHEN later.time_ms - earlier.time_ms > 5 * rate THEN 0 ELSE EXP((earlier.time_ms - later.time_ms) / rate) END
    END AS weight
  FROM actions AS earlier
  JOIN actions AS later ON later.user_id = earlier.user_id
  CROSS JOIN settings
  WHERE later.step > earlier.step AND later.step <= earlier.step + max_steps
)
SELECT low, high,
  SUM(up * weight) AS up, SUM((1 - up) * weight) AS down,
  SUM(training * up * weight) AS training_up, SUM(training * (1 - up) * weight) AS training_down
FROM pairs
WHERE weight > 0
GROUP BY low, high;

-- What the weight of a pair is divided by. `training` is 0 for the whole log, 1 for its training part.
CREATE TEMPORARY TABLE divisors AS
SELECT training, item, POWER(actions + 1, from_exponent) AS from_divisor, POWER(actions + 1, to_exponent) AS to_divisor
FROM (
  SELECT 0 AS training, item, actions FROM items
  UNION ALL
  SELECT 1, item, training_actions FROM items
) AS counted
CROSS JOIN settings;

-- The strongest neighbours of each item. Rounded strengths keep equal ones in the order of the items on every engine.
CREATE TEMPORARY TABLE neighbours AS
WITH directed AS (
  SELECT 0 AS training, low AS item, high AS neighbour,
    up + backward_share * (CASE WHEN low = high THEN up ELSE down END) AS weight
  FROM pair_weights CROSS JOIN settings
  UNION ALL
  SELECT 0, high, low, down + backward_share * up FROM pair_weights CROSS JOIN settings WHERE low < high
  UNION ALL
  SELECT 1, low, high, training_up + backward_share * (CASE WHEN low = high THEN training_up ELSE training_down END)
  FROM pair_weights CROSS JOIN settings
  UNION ALL
  SELECT 1, high, low, training_down + backward_share * training_up
  FROM pair_weights CROSS JOIN settings
  WHERE low < high
),
divided AS (
  SELECT directed.training, directed.item, neighbour, weight / to_divisor AS strength
  FROM directed
  JOIN divisors ON divisors.training = directed.training AND divisors.item = neighbour
  WHERE weight > 0
),
ranked AS (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY training, item ORDER BY ROUND(strength, 12) DESC, neighbour) AS place
  FROM divided
),
best AS (
  SELECT training, item, neighbour, strength FROM ranked CROSS JOIN settings WHERE place <= neighbours
)
SELECT rule, best.training, one.item_id, other.item_id AS neighbour_id, strength / from_divisor AS strength
FROM best
CROSS JOIN settings
JOIN divisors ON divisors.training = best.training AND divisors.item = best.item
JOIN items AS one ON one.item = best.item
JOIN items AS other ON other.item = best.neighbour
WHERE strength / from_divisor >= 0.000001;

-- The latest actions of some shoppers with a decision in the held out part. No shopper's id, no date.
CREATE TEMPORARY TABLE labels AS
WITH decided AS (
  SELECT user_id, MAX(step) AS last_step
  FROM decisions
  WHERE held_out = 1 AND step > 1
  GROUP BY user_id
),
sampled AS (
  SELECT user_id, last_step, ROW_NUMBER() OVER (ORDER BY md5(CONCAT(salt, user_id))) AS sequence
  FROM decided CROSS JOIN settings
),
timed AS (
  SELECT *, time_ms - LAG(time_ms) OVER (PARTITION BY user_id ORDER BY step) AS elapsed_ms
  FROM actions
)
SELECT target, sequence, timed.step - last_step AS place, item_id,
  CASE kind
    WHEN 1 THEN 'select_item' WHEN 2 THEN 'view_item' WHEN 3 THEN 'add_to_wishlist'
    WHEN 4 THEN 'add_to_cart' WHEN 5 THEN 'remove_from_cart' ELSE 'purchase'
  END AS event,
  CAST(FLOOR(COALESCE(elapsed_ms, 0) / 1E3) AS BIGINT) AS seconds,
  -- Of a long history, the first half is only context.
  CASE WHEN decisions.held_out = 1 AND timed.step > 1
    AND (last_step <= sequence_length OR timed.step > last_step - sequence_length / 2) THEN 1 ELSE 0 END AS label
FROM sampled
CROSS JOIN settings
JOIN timed ON timed.user_id = sampled.user_id
JOIN items ON items.item = timed.item
LEFT JOIN decisions ON decisions.user_id = timed.user_id AND decisions.step = timed.step
WHERE sequence <= max_sequences AND timed.step <= last_step AND timed.step > last_step - sequence_length;

-- 4. The results.
COPY neighbours TO 'neighbours.parquet' (FORMAT parquet);
COPY items TO 'items.parquet' (FORMAT parquet);
COPY labels TO 'labels.parquet' (FORMAT parquet);
