#pragma once

// libpq as Swift sees it. Swift does not import character macros and its enums are awkward to compare,
// so what the driver needs of those stands here as functions.

#include <libpq-fe.h>
#include <string.h>
#include <sys/eventfd.h>

/// Which field of an error or notice to read.
typedef enum {
    pq_field_severity,
    pq_field_sqlstate,
    pq_field_message,
    pq_field_detail,
    pq_field_hint,
    pq_field_position,
    pq_field_schema,
    pq_field_table,
    pq_field_column,
    pq_field_constraint,
    pq_field_routine,
} pq_field;

static inline const char *pq_error_field(const PGresult *result, pq_field field) {
    static const int codes[] = {
        PG_DIAG_SEVERITY_NONLOCALIZED, PG_DIAG_SQLSTATE,    PG_DIAG_MESSAGE_PRIMARY, PG_DIAG_MESSAGE_DETAIL,
        PG_DIAG_MESSAGE_HINT,          PG_DIAG_STATEMENT_POSITION, PG_DIAG_SCHEMA_NAME, PG_DIAG_TABLE_NAME,
        PG_DIAG_COLUMN_NAME,           PG_DIAG_CONSTRAINT_NAME, PG_DIAG_SOURCE_FUNCTION,
    };
    return PQresultErrorField(result, codes[field]);
}

/// An empty result with the columns of `source`, to be filled by PQsetvalue.
static inline PGresult *pq_copy_columns(const PGresult *source) {
    return PQcopyResult(source, PG_COPYRES_ATTRS);
}

// Of the system, what Swift's Glibc module leaves out.

/// A descriptor that any thread can make readable, by writing eight bytes; -1 and errno when there is none.
static inline int pq_wakeup_create(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

// Cancelling: from libpq 17 on a cancel request honours the connection's TLS settings; before, only PQcancel exists.
// A request is made on the connection's thread and may then be sent and freed on any one other thread.
#ifdef LIBPQ_HAS_ASYNC_CANCEL
static inline void *pq_cancel_create(PGconn *connection) { return PQcancelCreate(connection); }
static inline int pq_cancel_send(void *request) { return PQcancelBlocking((PGcancelConn *)request); }
static inline void pq_cancel_free(void *request) { PQcancelFinish((PGcancelConn *)request); }
#else
static inline void *pq_cancel_create(PGconn *connection) { return PQgetCancel(connection); }
static inline int pq_cancel_send(void *request) {
    char message[256];
    return PQcancel((PGcancel *)request, message, sizeof message);
}
static inline void pq_cancel_free(void *request) { PQfreeCancel((PGcancel *)request); }
#endif
