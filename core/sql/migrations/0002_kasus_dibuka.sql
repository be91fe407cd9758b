-- Version 2: the opening date of a case beside its visits, so that the due list reads no register record. Filled from
-- register.state by the runner, as the state is packed. See ../schema.sql.

ALTER TABLE kasus ADD COLUMN dibuka_on TEXT;
