-- The rollups as they are, and of the events what the questions are about: narrower than the lake's.
DROP TABLE IF EXISTS behavior_1d, behavior_1h, raw_events;
CREATE TABLE behavior_1d (
    dt date NOT NULL,
    action smallint NOT NULL,
    age_range smallint NOT NULL,
    gender smallint NOT NULL,
    province text NOT NULL,
    events bigint NOT NULL
);
CREATE TABLE behavior_1h (
    dt date NOT NULL,
    hour_start timestamptz NOT NULL,
    action smallint NOT NULL,
    age_range smallint NOT NULL,
    gender smallint NOT NULL,
    province text NOT NULL,
    events bigint NOT NULL
);
CREATE TABLE raw_events (
    dt date NOT NULL,
    event_time timestamptz NOT NULL,
    action smallint NOT NULL,
    age_range smallint NOT NULL,
    gender smallint NOT NULL,
    province text NOT NULL
);
