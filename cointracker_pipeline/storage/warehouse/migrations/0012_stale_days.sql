-- Wallets whose days do not follow their rows yet, as while a walk of several pages is under way, and the first UTC day
-- that may differ. What earlier versions left is not known: each wallet's days are derived whole once more.
create table stale_days (wallet_id varchar not null, since date not null);
insert into stale_days select distinct wallet_id, date '0001-01-01' from cursors;
