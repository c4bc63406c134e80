-- The time of an event. A change that waits for a job's row bears the time at which it holds the row, not the one at
-- which it began to wait: the times of a job's events rise with their numbers.
create function pressroom.event_time() returns timestamptz language sql volatile as
  'select pressroom.clock() + (clock_timestamp() - now())';
