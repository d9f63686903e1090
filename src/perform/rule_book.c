#include "perform/rule_book.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/json.h"
#include "sql_perform.h"
#include "store/store.h"

static const struct field rule_row_fields[] = {
    COL(struct rule_row, indicator_id),
    FIELD(struct rule_row, indicator, FIELD_KEY, "รหัสตัวชี้วัด", "Indicator code"),
    FIELD(struct rule_row, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct rule_row, number, 0, "ลำดับ", "Number"),
    FIELD(struct rule_row, name_th, 0, "ตัวชี้วัด", "Indicator (Thai)"),
    FIELD(struct rule_row, name_en, 0, "ตัวชี้วัด (อังกฤษ)", "Indicator"),
    FIELD(struct rule_row, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct rule_row, agency_name, 0, "หน่วยงาน", "Agency"),
    FIELD(struct rule_row, owner, 0, "เจ้าของเกณฑ์", "Owner of the rule"),
    FIELD(struct rule_row, code, 0, "รหัสเกณฑ์", "Rule"),
    FIELD(struct rule_row, state, 0, "สถานะ", "State"),
    FIELD(struct rule_row, published, 0, "ฉบับที่ประกาศ", "Published number"),
    FIELD(struct rule_row, has_draft, 0, "มีร่าง", "Has a draft"),
    COL(struct rule_row, version),
    FIELD(struct rule_row, edited_by, 0, "แก้ล่าสุดโดย", "Last edited by"),
    FIELD(struct rule_row, edited_at, 0, "เมื่อ", "At"),
};
const struct row_type rule_row_type = ROW_TYPE(struct rule_row, rule_row_fields);

static const struct field rule_number_fields[] = {
    FIELD(struct rule_number, no, FIELD_KEY, "ฉบับที่", "Number"),
    FIELD(struct rule_number, state, 0, "สถานะ", "State"),
    FIELD(struct rule_number, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct rule_number, edited_by, 0, "ผู้ร่าง", "Drafted by"),
    FIELD(struct rule_number, published_by, 0, "ผู้ประกาศ", "Published by"),
    FIELD(struct rule_number, published_at, 0, "ประกาศเมื่อ", "Published at"),
    FIELD(struct rule_number, withdrawn_why, 0, "เหตุผลที่ถอน", "Why withdrawn"),
    FIELD(struct rule_number, withdrawn_by, 0, "ผู้ถอน", "Withdrawn by"),
    FIELD(struct rule_number, withdrawn_at, 0, "ถอนเมื่อ", "Withdrawn at"),
};
const struct row_type rule_number_type = ROW_TYPE(struct rule_number, rule_number_fields);

static const struct field counts_fields[] = {
    COL(struct rule_counts, indicators),
    COL(struct rule_counts, published),
    COL(struct rule_counts, drafts),
    COL(struct rule_counts, none),
};
static const struct row_type counts_type = ROW_TYPE(struct rule_counts, counts_fields);

struct stored {
    int64_t indicator_id, year, no;
    struct str content, indicator;
};
static const struct field stored_fields[] = {
    COL(struct stored, indicator_id), COL(struct stored, year),      COL(struct stored, no),
    COL(struct stored, content),      COL(struct stored, indicator),
};
static const struct row_type stored_type = ROW_TYPE(struct stored, stored_fields);

/* ---- the rules themselves ---- */

static void identify(struct rule *r, const struct stored *s)
{
    r->indicator = s->indicator;
    r->year = s->year;
    r->version = s->no;
}

bool rule_of(struct db *db, struct arena *a, int64_t indicator_id, int64_t year, struct rule *ret,
             bool *found, struct err *e)
{
    struct stored s;
    bool there;

    if (!db_find(db, a, &Q_RULE_OF, ARGS(V(indicator_id), V(year)), &stored_type, &s, &there, e) ||
        (there && !rule_parse(a, s.content, ret, e)))
        return false;
    if (there)
        identify(ret, &s);
    *found = there;
    return true;
}

/* Contents that were read already, by hash: open addressing, never more than half full. Most years have few different
 * ones: those met last are compared before a long text is hashed. */
enum { RECENT = 8 };
struct known {
    struct str content;
    const struct rule *rule;
};
struct contents {
    struct known *known, recent[RECENT];
    size_t size, next;
};

static bool read_once(struct arena *a, struct contents *c, struct str content,
                      const struct rule **ret, struct err *e)
{
    struct known *known = c->known;
    size_t at;
    struct rule *r;

    for (size_t i = 0; i < RECENT; i++) {
        if (c->recent[i].rule && str_eq(c->recent[i].content, content)) {
            *ret = c->recent[i].rule;
            return true;
        }
    }
    at = (size_t)(str_hash(content) & (c->size - 1));
    while (known[at].rule && !str_eq(known[at].content, content))
        at = (at + 1) & (c->size - 1);
    if (!known[at].rule) {
        r = ARENA_NEW(a, struct rule);
        if (!rule_parse(a, content, r, e))
            return false;
        known[at] = (struct known){content, r};
    }
    c->recent[c->next++ % RECENT] = known[at];
    *ret = known[at].rule;
    return true;
}

static int by_indicator(const void *p, const void *q)
{
    int64_t x = ((const struct rule_entry *)p)->indicator_id;
    int64_t y = ((const struct rule_entry *)q)->indicator_id;

    return (x > y) - (x < y);
}

bool rule_of_year(struct db *db, struct arena *a, int64_t year, struct rows *ret, struct err *e)
{
    struct rule_entry *entry;
    const struct stored *s;
    struct contents c = {.size = 2};
    struct rule *rule;
    struct rows rows;

    if (!db_list(db, a, &Q_RULE_OF_YEAR, ARGS(V(year)), &stored_type, &rows, e))
        return false;
    s = rows.p;
    while (c.size < 2 * rows.n)
        c.size *= 2;
    c.known = ARENA_ARRAY(a, struct known, c.size);
    memset(c.known, 0, c.size * sizeof *c.known);
    rule = ARENA_ARRAY(a, struct rule, rows.n);
    entry = ARENA_ARRAY(a, struct rule_entry, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct rule *r;

        if (!read_once(a, &c, s[i].content, &r, e))
            return false;
        rule[i] = *r;
        identify(&rule[i], &s[i]);
        entry[i] = (struct rule_entry){s[i].indicator_id, &rule[i]};
    }
    if (rows.n > 0) {
        qsort(entry, rows.n, sizeof *entry, by_indicator);
    }
    *ret = (struct rows){entry, rows.n};
    return true;
}

/* ---- lists ---- */

bool rule_list(struct db *db, struct arena *a, const struct rule_filter *f, struct rows *ret,
               struct err *e)
{
    int64_t limit = f->limit ? f->limit : RULE_BOOK_PAGE + 1;

    return db_list(db, a, &Q_RULE_LIST,
                   ARGS(V(f->year), V(f->after), V(f->owner), V(f->state), V(limit)),
                   &rule_row_type, ret, e);
}

static bool one(bool ok, bool found, struct str what, struct err *e)
{
    if (!ok || found)
        return ok;
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(what));
    return false;
}

bool rule_get(struct db *db, struct arena *a, struct str code, struct rule_row *ret, struct err *e)
{
    bool found = false;
    bool ok = db_find(db, a, &Q_RULE_GET, ARGS(V(code)), &rule_row_type, ret, &found, e);

    return one(ok, found, code, e);
}

bool rule_for_indicator(struct db *db, struct arena *a, int64_t year, struct str indicator,
              struct rule_row *ret, struct err *e)
{
    bool found = false;
    bool ok = db_find(db, a, &Q_RULE_FOR, ARGS(V(year), V(indicator)), &rule_row_type, ret, &found,
                      e);

    return one(ok, found, indicator, e);
}

bool rule_count(struct db *db, struct arena *a, int64_t year, struct rule_counts *ret,
                struct err *e)
{
    return db_one(db, a, &Q_RULE_COUNT, ARGS(V(year)), &counts_type, ret, e);
}

bool rule_numbers(struct db *db, struct arena *a, struct str code, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_RULE_NUMBERS, ARGS(V(code)), &rule_number_type, ret, e);
}

bool rule_content_of(struct db *db, struct arena *a, const struct rule_row *row, int64_t no,
                     struct rule *ret, struct err *e)
{
    struct stored s;
    bool found = false;
    bool ok = no ? db_find(db, a, &Q_RULE_NUMBER_CONTENT, ARGS(V(row->code), V(no)), &stored_type,
                           &s, &found, e)
                 : db_find(db, a, &Q_RULE_DRAFT_CONTENT, ARGS(V(row->code)), &stored_type, &s,
                           &found, e);

    if (!one(ok, found, row->code, e) || !rule_parse(a, s.content, ret, e))
        return false;
    identify(ret, &s);
    return true;
}
