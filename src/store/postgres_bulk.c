/* postgres_bulk.c - many rows through one statement in pipeline mode. */
#include "postgres.h"

/* Asks for the answers to the rows sent, and reads them. */
static bool drain(struct db *db, struct pg *p, int64_t *rows, struct err *e)
{
    PGconn *c = pg_handle(db);
    bool ok = true;

    if (!PQpipelineSync(c)) {
        return pg_refuse(db, NULL, p->base.q->name, e);
    }
    for (;;) {
        PGresult *res = PQgetResult(c);
        ExecStatusType st = PQresultStatus(res);

        if (!res) { /* between two rows' answers */
            if (PQstatus(c) != CONNECTION_OK) {
                return pg_refuse(db, NULL, p->base.q->name, e);
            }
            continue;
        }
        if (st == PGRES_PIPELINE_SYNC) {
            PQclear(res);
            break;
        }
        if (ok && !pg_good(res)) { /* the rows after it are PGRES_PIPELINE_ABORTED */
            ok = pg_refuse(db, res, p->base.q->name, e);
        } else if (ok) {
            *rows += pg_changed_rows(res);
        }
        PQclear(res);
    }
    p->unread = 0;
    return ok;
}

bool pg_bulk_begin(struct db *db, struct stmt *st, struct err *e)
{
    ((struct pg *)st)->unread = 0;
    return PQenterPipelineMode(pg_handle(db)) || pg_refuse(db, NULL, st->q->name, e);
}

bool pg_bulk_row(struct db *db, struct stmt *st, const struct value *v, int64_t *rows,
                 struct err *e)
{
    struct pg *p = (struct pg *)st;
    struct params ps;

    if (!pg_put_values(p, v, &ps, e)) {
        return false;
    }
    if (!PQsendQueryPrepared(pg_handle(db), p->name, (int)st->nparams, ps.at, ps.length, ps.format,
                             1)) {
        return pg_refuse(db, NULL, st->q->name, e);
    }
    return ++p->unread < BULK_CHUNK || drain(db, p, rows, e);
}

bool pg_bulk_end(struct db *db, struct stmt *st, int64_t *rows, struct err *e)
{
    struct pg *p = (struct pg *)st;
    bool ok = p->unread == 0 || drain(db, p, rows, e);

    if (!PQexitPipelineMode(pg_handle(db))) {
        db->broken = true;
        return ok && pg_refuse(db, NULL, st->q->name, e);
    }
    return ok;
}
