-- The site's database and its owner; for `make production` and for a server:
--
--     psql --dbname postgres --set locale=C.UTF-8 --file database.sql

-- An ordinary role: not a superuser, may create no databases and no roles. It logs
-- in over the unix socket, where PostgreSQL asks the operating system who it is.
CREATE ROLE myweb LOGIN;

-- UTF8, because people write in every script. The locale C.UTF-8 sorts by code point: the
-- same on every machine and after every upgrade of its C library, which with
-- other locales silently breaks indexes. template0, because template1 may have
-- another encoding.
CREATE DATABASE myweb OWNER myweb
    ENCODING 'UTF8' LC_COLLATE :'locale' LC_CTYPE :'locale' TEMPLATE template0;

-- A page out of order costs hardly more than the next one, on an SSD and in memory.
-- PostgreSQL believes in a disk that turns, and reads all topics where it could look up
-- the thousand that a search asks for.
ALTER DATABASE myweb SET random_page_cost = 1.1;
