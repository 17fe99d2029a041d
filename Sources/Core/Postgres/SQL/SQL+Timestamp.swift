extension SQL {
    /// A `timestamptz` as text that says all of it: RFC 3339 in UTC with microseconds for the years 1 to 9999, and for
    /// what that format has no words for what PostgreSQL reads: `infinity`, `-infinity`,
    /// `0044-03-15 00:00:00.000000+00 BC`, `20000-01-01 00:00:00.000000+00 AD`.
    ///
    /// - Parameter instant: An expression that may be evaluated several times; NULL gives NULL.
    package static func text(ofTimestamp instant: SQL) -> SQL {
        """
        CASE WHEN \(fragment: hasRFC3339(instant))
                THEN pg_catalog.to_char(pg_catalog.timezone('UTC', \(fragment: instant)), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
            WHEN pg_catalog.isfinite(\(fragment: instant))
                THEN pg_catalog.to_char(pg_catalog.timezone('UTC', \(fragment: instant)), 'YYYY-MM-DD HH24:MI:SS.US"+00" BC')
            ELSE \(fragment: instant)::pg_catalog.text END
        """
    }

    /// A `timestamptz` of the years 1 to 9999, which is all that RFC 3339 and a `Date` can express; NULL for any other.
    ///
    /// - Parameter instant: An expression that may be evaluated several times.
    package static func date(ofTimestamp instant: SQL) -> SQL {
        "CASE WHEN \(fragment: hasRFC3339(instant)) THEN \(fragment: instant) END"
    }

    private static func hasRFC3339(_ instant: SQL) -> SQL {
        """
        (\(fragment: instant) >= '0001-01-01 00:00:00+00'::pg_catalog.timestamptz \
        AND \(fragment: instant) < '10000-01-01 00:00:00+00'::pg_catalog.timestamptz)
        """
    }
}
