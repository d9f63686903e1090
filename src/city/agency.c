#include "city/agency.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/thai.h"
#include "sql_city.h"
#include "store/store.h"

static const struct field agency_fields[] = {
    COL(struct agency, id),
    FIELD(struct agency, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct agency, name_th, 0, "หน่วยรับงบประมาณ", "Agency (Thai)"),
    FIELD(struct agency, name_en, 0, "ชื่อภาษาอังกฤษ", "Agency"),
    FIELD(struct agency, abbr_th, 0, "ชื่อย่อ", "Abbreviation"),
    FIELD(struct agency, kind, 0, "ประเภท", "Kind"),
    FIELD(struct agency, division, 0, "กองวิเคราะห์", "Analysis division"),
    FIELD(struct agency, district_group, 0, "กลุ่มเขต", "District group"),
    COL(struct agency, print_order),
};
const struct row_type agency_type = ROW_TYPE(struct agency, agency_fields);

bool agency_list(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_AGENCY_LIST, ARGS(V(year)), &agency_type, ret, e);
}

bool agency_get(struct db *db, struct arena *a, struct str code, struct agency *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_AGENCY_GET, ARGS(V(code)), &agency_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    return true;
}

bool agency_by_id(struct db *db, struct arena *a, int64_t id, struct agency *ret, struct err *e)
{
    return db_one(db, a, &Q_AGENCY_BY_ID, ARGS(V(id)), &agency_type, ret, e);
}

bool agency_add(struct act *by, const struct agency *g, int64_t valid_from, int64_t valid_to,
                int64_t *ret_id, struct err *e)
{
    struct rows rows;

    if (!actor_check_city(by->who, PERM_IMPORT, e) ||
        !db_list(by->tx->db, by->a, &Q_AGENCY_INSERT,
                 ARGS(V(g->code), V(g->name_th), V(g->name_en), V(g->abbr_th), V(g->kind),
                      V(g->division), V(g->district_group), V(g->print_order), V(valid_from),
                      V_ID(valid_to), V(thai_sort_key(by->a, g->name_th))),
                 &id_row_type, &rows, e)) {
        return false;
    }
    *ret_id = rows.n ? ((const struct id_row *)rows.p)->id : 0;
    return true;
}

static const struct field id_row_fields[] = {COL(struct id_row, id)};
const struct row_type id_row_type = ROW_TYPE(struct id_row, id_row_fields);

/* ---- names as files write them ---- */

struct alias_row {
    struct str wrong, code;
};
static const struct field alias_row_fields[] = {
    COL(struct alias_row, wrong),
    COL(struct alias_row, code),
};
static const struct row_type alias_row_type = ROW_TYPE(struct alias_row, alias_row_fields);

struct folded {
    struct str key;
    const struct agency *agency;
};

struct agency_names {
    struct folded *exact, *alias;
    size_t nexact, nalias;
};

bool agency_names_load(struct db *db, struct arena *a, int64_t year, struct agency_names **ret,
                       struct err *e)
{
    struct agency_names *n = ARENA_NEW(a, struct agency_names);
    struct rows agencies, aliases;
    const struct agency *g;
    const struct alias_row *r;

    if (!agency_list(db, a, year, &agencies, e) ||
        !db_list(db, a, &Q_ALIAS_LIST, ARGS(V(STR("agency"))), &alias_row_type, &aliases, e)) {
        return false;
    }
    g = agencies.p;
    r = aliases.p;
    n->exact = ARENA_ARRAY(a, struct folded, agencies.n);
    n->alias = ARENA_ARRAY(a, struct folded, aliases.n);
    for (size_t i = 0; i < agencies.n; i++) {
        n->exact[n->nexact].key = thai_fold(a, g[i].name_th);
        n->exact[n->nexact++].agency = &g[i];
    }
    for (size_t i = 0; i < aliases.n; i++) {
        for (size_t k = 0; k < agencies.n; k++) {
            if (str_eq(g[k].code, r[i].code)) {
                n->alias[n->nalias].key = thai_fold(a, r[i].wrong);
                n->alias[n->nalias++].agency = &g[k];
            }
        }
    }
    *ret = n;
    return true;
}

static const struct agency *lookup(const struct folded *f, size_t n, struct str key)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(f[i].key, key)) {
            return f[i].agency;
        }
    }
    return NULL;
}

enum agency_match agency_match(struct agency_names *names, struct arena *a, struct str name,
                               const struct agency **ret)
{
    struct str key = thai_fold(a, name);
    unsigned best = 1 + (unsigned)(str_count_cp(key) / 5); /* a fifth of the name may differ */

    *ret = lookup(names->exact, names->nexact, key);
    if (*ret) {
        return AGENCY_EXACT;
    }
    *ret = lookup(names->alias, names->nalias, key);
    if (*ret) {
        return AGENCY_ALIAS;
    }
    for (size_t i = 0; i < names->nexact; i++) {
        struct arena_mark m = arena_mark(a);
        unsigned d = thai_distance(a, key, names->exact[i].key, best);

        arena_rewind(a, m);
        if (d < best || (d == best && !*ret)) {
            best = d;
            *ret = names->exact[i].agency;
        }
    }
    return *ret ? AGENCY_NEAR : AGENCY_UNKNOWN;
}
