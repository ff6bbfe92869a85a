-- Unique visitors, about: the standard error is 1.6 %.
--   {visitors}   rows of a sketch each, out of whichever tables hold the range:
--                sql/history/visitors/*.sql
SELECT coalesce(cardinality(merge(visitors)), 0) AS visitors
FROM (
{visitors}
)
