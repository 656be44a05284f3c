-- When a schema was brought up to date follows from nothing, so nothing could tell whether it was changed: every column of
-- a case can be checked, or is not kept.
ALTER TABLE migration DROP COLUMN applied_at;
