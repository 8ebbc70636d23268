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
