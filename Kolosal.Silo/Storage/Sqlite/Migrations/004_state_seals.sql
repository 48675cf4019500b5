-- HMAC-SHA-256 of a state under the installation's key; see StateSeal. NULL only until the first start of a program that seals.
ALTER TABLE grain_state ADD COLUMN seal BLOB;
