/* postgres_value.c - values in PostgreSQL's binary form, both ways. */
#include <string.h>

#include "postgres.h"

enum cell_kind pg_kind_of(Oid type)
{
    switch (type) {
    case OID_INT8:
    case OID_INT4:
    case OID_INT2:
        return CELL_INT;
    case OID_TEXT:
    case OID_VARCHAR:
        return CELL_TEXT;
    case OID_BYTEA:
        return CELL_BYTES;
    default:
        return CELL_OTHER; /* NUMERIC of an uncast SUM, BOOLEAN, ...: refused by the row map */
    }
}

static bool is_text(Oid t)
{
    return t == OID_TEXT || t == OID_VARCHAR;
}

/* The bytes of an integer, most significant first; false when it does not fit or is no number. */
static bool put_int(Oid type, int64_t v, uint8_t out[8], int *ret_n)
{
    int n = type == OID_INT8 ? 8 : type == OID_INT4 ? 4 : type == OID_INT2 ? 2 : 0;

    if (n == 0 || (n == 4 && (v < INT32_MIN || v > INT32_MAX)) ||
        (n == 2 && (v < INT16_MIN || v > INT16_MAX))) {
        return false;
    }
    for (int i = 0; i < n; i++) {
        out[i] = (uint8_t)((uint64_t)v >> (8 * (n - 1 - i)));
    }
    *ret_n = n;
    return true;
}

static bool put_value(const struct pg *p, size_t i, const struct value *v, struct params *ps)
{
    bool fits = true;
    size_t n = 0;

    ps->format[i] = 1;
    switch (v->type) {
    case VT_NULL:
        ps->at[i] = NULL;
        break;
    case VT_TEXT:
        fits = is_text(p->param[i]);
        n = v->u.s.n;
        ps->at[i] = n ? v->u.s.p : "";
        break;
    case VT_BYTES:
        fits = p->param[i] == OID_BYTEA;
        n = v->u.b.n;
        ps->at[i] = n ? (const char *)v->u.b.p : "";
        break;
    case VT_INT:
    case VT_MONEY:
    case VT_DATE:
    case VT_WHEN:
    case VT_FLAG:
    case VT_SHARE:
    case VT_SCORE:
        ps->at[i] = (const char *)ps->number[i];
        return put_int(p->param[i], v->u.i, ps->number[i], &ps->length[i]);
    }
    ps->length[i] = (int)n;
    return fits && n <= INT32_MAX;
}

bool pg_put_values(struct pg *p, const struct value *v, struct params *ps, struct err *e)
{
    for (size_t i = 0; i < p->base.nparams; i++) {
        if (!put_value(p, i, &v[i], ps)) {
            FAIL(e, ERR_STORE);
            err_detail(e, "%s: argument $%zu does not fit the type with number %u", p->base.q->name,
                       i + 1, p->param[i]);
            return false;
        }
    }
    return true;
}

int64_t pg_changed_rows(const PGresult *res)
{
    /* "INSERT 0 5", "UPDATE 3", "DELETE 0"; a SELECT changes nothing. */
    const char *tag = PQcmdStatus((PGresult *)(uintptr_t)res);
    const char *n = PQcmdTuples((PGresult *)(uintptr_t)res);
    int64_t rows = 0;

    if (strncmp(tag, "SELECT", 6) == 0) {
        return 0;
    }
    for (; *n >= '0' && *n <= '9'; n++) {
        rows = rows * 10 + (*n - '0');
    }
    return rows;
}

void pg_cell(struct stmt *st, size_t col, struct cell *ret)
{
    const struct pg *p = (const struct pg *)st;
    int c = (int)col;
    const uint8_t *at;
    size_t n;
    uint64_t u;

    if (PQgetisnull(p->res, p->row, c)) {
        ret->kind = CELL_NULL;
        return;
    }
    n = (size_t)PQgetlength(p->res, p->row, c);
    at = (const uint8_t *)PQgetvalue(p->res, p->row, c);
    ret->kind = st->kind[col];
    if (ret->kind == CELL_INT) {
        u = at[0] & 0x80 ? UINT64_MAX : 0; /* the sign goes on to the left */
        for (size_t i = 0; i < n; i++) {
            u = (u << 8) | at[i];
        }
        memcpy(&ret->i, &u, sizeof u);
    } else {
        ret->p = (const char *)at;
        ret->n = n;
    }
}
