-- What this file made is made by the set keywords since memories are embedded again, too.
SELECT;
