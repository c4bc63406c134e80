-- The time of a change to a job, and of the event that tells of it. Taken while the job's row is held: a change that had to
-- wait for another bears the time at which it came about, so the times of a job's events rise with their numbers. In whole
-- milliseconds, as clients see them: a time that went through the code is the same time.
create function pressroom.event_time() returns timestamptz language sql volatile as
  $$select date_trunc('milliseconds', pressroom.clock() + (clock_timestamp() - now()))$$;
