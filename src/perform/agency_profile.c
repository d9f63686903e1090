#include "perform/agency_profile.h"

#include "base/arena.h"
#include "base/err.h"
#include "sql_perform.h"
#include "store/store.h"

static const struct kind_row {
    const char *word;
    int64_t least;
    const char *th, *en;
} kinds[PROFILE_KINDS] = {
/* NOLINTNEXTLINE(bugprone-macro-parentheses): the .def gives literals only */
#define PROFILE(id, word, least, th, en) [id] = {word, least, th, en},
#include "perform/profile.def"
#undef PROFILE
};

static const struct field profile_fields[] = {
    COL(struct agency_profile, id),
    COL(struct agency_profile, version),
    COL(struct agency_profile, agency_id),
    COL(struct agency_profile, division),
    COL(struct agency_profile, before),
    FIELD(struct agency_profile, agency_code, FIELD_KEY, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct agency_profile, agency_name, 0, "หน่วยรับงบประมาณ", "Agency"),
    FIELD(struct agency_profile, year, 0, "ปีงบประมาณ", "Fiscal year"),
    FIELD(struct agency_profile, state, 0, "สถานะ", "State"),
    FIELD(struct agency_profile, published, 0, "แผนที่เผยแพร่จริง", "A real published plan"),
    FIELD(struct agency_profile, source, 0, "แหล่งข้อมูล", "Source"),
    FIELD(struct agency_profile, parts, 0, "ข้อความที่มี", "Pieces"),
    FIELD(struct agency_profile, missing, 0, "ส่วนที่ยังขาด", "Sections missing"),
    FIELD(struct agency_profile, changed_by, 0, "แก้ไขล่าสุดโดย", "Changed by"),
    FIELD(struct agency_profile, changed, 0, "แก้ไขเมื่อ", "Changed"),
    FIELD(struct agency_profile, approved_by, 0, "ผู้เห็นชอบ", "Approved by"),
    FIELD(struct agency_profile, capacity, 0, "ในฐานะ", "Capacity"),
    FIELD(struct agency_profile, approved, 0, "เห็นชอบเมื่อ", "Approved"),
};
const struct row_type agency_profile_type = ROW_TYPE(struct agency_profile, profile_fields);

static const struct field part_fields[] = {
    COL(struct profile_part, id),
    FIELD(struct profile_part, kind, FIELD_KEY, "ส่วนของแผน", "Section"),
    FIELD(struct profile_part, number, 0, "ลำดับ", "No."),
    FIELD(struct profile_part, code, 0, "อ้างถึง", "Refers to"),
    FIELD(struct profile_part, title, 0, "หัวเรื่อง", "Title"),
    FIELD(struct profile_part, body, 0, "ข้อความ", "Text"),
    FIELD(struct profile_part, first, 0, "ค่าเป้าหมายสองปีก่อน", "Target two years before"),
    FIELD(struct profile_part, second, 0, "ค่าเป้าหมายปีก่อน", "Target of the year before"),
    FIELD(struct profile_part, third, 0, "ค่าเป้าหมายปีนี้", "Target of this year"),
    FIELD(struct profile_part, amount, FIELD_OPTIONAL, "จำนวน", "Amount"),
    FIELD(struct profile_part, version, 0, "รุ่น", "Version"),
};
const struct row_type profile_part_type = ROW_TYPE(struct profile_part, part_fields);

static const struct field change_fields[] = {
    COL(struct profile_change, id),
    FIELD(struct profile_change, at, FIELD_KEY, "เมื่อ", "At"),
    FIELD(struct profile_change, by_user, 0, "โดย", "By"),
    FIELD(struct profile_change, kind, 0, "ส่วนของแผน", "Section"),
    FIELD(struct profile_change, number, 0, "ลำดับ", "No."),
    FIELD(struct profile_change, version, 0, "รุ่น", "Version"),
    FIELD(struct profile_change, what, 0, "ทำอะไร", "What"),
    FIELD(struct profile_change, code, 0, "อ้างถึง", "Refers to"),
    FIELD(struct profile_change, title, 0, "หัวเรื่อง", "Title"),
    FIELD(struct profile_change, body, 0, "ข้อความ", "Text"),
    FIELD(struct profile_change, more, 0, "ค่าเป้าหมายและจำนวน", "Targets and amount"),
};
const struct row_type profile_change_type = ROW_TYPE(struct profile_change, change_fields);

const char *profile_word(enum profile_kind k)
{
    return kinds[k].word;
}

struct str profile_name(enum profile_kind k, enum lang lang)
{
    return str_from(lang == LANG_TH ? kinds[k].th : kinds[k].en);
}

int64_t profile_least(enum profile_kind k)
{
    return kinds[k].least;
}

static bool kind_find(struct str word, enum profile_kind *ret)
{
    for (size_t i = 0; i < PROFILE_KINDS; i++) {
        if (str_eq(word, str_from(kinds[i].word))) {
            *ret = (enum profile_kind)i;
            return true;
        }
    }
    return false;
}

bool profile_kind_of(struct str word, enum profile_kind *ret, struct err *e)
{
    if (kind_find(word, ret)) {
        return true;
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("kind")));
    err_arg(e, "value", V(word));
    err_arg(e, "expected", V(STR("profile.def")));
    return false;
}

/* ---- lists ---- */

struct kind_count {
    int64_t agency_id, n;
    struct str kind;
};
static const struct field count_fields[] = {
    COL(struct kind_count, agency_id),
    COL(struct kind_count, n),
    COL(struct kind_count, kind),
};
static const struct row_type count_type = ROW_TYPE(struct kind_count, count_fields);

/* Kinds with fewer pieces than a plan needs. */
static int64_t missing_of(const struct agency_profile *p, const struct rows *counts)
{
    const struct kind_count *c = counts->p;
    int64_t missing = 0;

    for (size_t k = 0; k < PROFILE_KINDS; k++) {
        int64_t n = 0;

        for (size_t i = 0; i < counts->n; i++) {
            if (c[i].agency_id == p->agency_id && str_eq(c[i].kind, str_from(kinds[k].word))) {
                n = c[i].n;
            }
        }
        missing += n < kinds[k].least;
    }
    return missing;
}

bool profile_list(struct db *db, struct arena *a, int64_t year, int64_t agency_id, struct rows *ret, struct err *e)
{
    struct agency_profile *p;
    const struct agency_profile *row;
    struct rows counts, rows;

    if (!db_list(db, a, &Q_PROFILE_LIST, ARGS(V(year), V(agency_id)), &agency_profile_type, &rows, e) ||
        !db_list(db, a, &Q_PROFILE_KINDS, ARGS(V(year), V(agency_id)), &count_type, &counts, e)) {
        return false;
    }
    row = rows.p;
    p = ARENA_ARRAY(a, struct agency_profile, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        p[i] = row[i];
        p[i].missing = missing_of(&p[i], &counts);
    }
    *ret = (struct rows){p, rows.n};
    return true;
}

bool profile_head(struct db *db, struct arena *a, int64_t year, int64_t agency_id, struct agency_profile *ret,
                  struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_PROFILE_LIST, ARGS(V(year), V(agency_id)), &agency_profile_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(str_format(a, "%lld", (long long)year)));
    }
    return found;
}

static bool kind_before(const struct profile_part *x, const struct profile_part *y)
{
    enum profile_kind kx = PROFILE_KINDS, ky = PROFILE_KINDS;

    (void)kind_find(x->kind, &kx);
    (void)kind_find(y->kind, &ky);
    return kx < ky || (kx == ky && x->number < y->number);
}

bool profile_parts(struct db *db, struct arena *a, int64_t profile_id, struct rows *ret, struct err *e)
{
    const struct profile_part *row;
    struct profile_part *p;
    struct rows rows;

    if (!db_list(db, a, &Q_PROFILE_PARTS, ARGS(V(profile_id)), &profile_part_type, &rows, e)) {
        return false;
    }
    row = rows.p;
    p = ARENA_ARRAY(a, struct profile_part, rows.n + 1);
    *ret = (struct rows){p, rows.n};
    for (size_t i = 0; i < rows.n; i++) { /* few, and nearly in order: by insertion */
        struct profile_part one = row[i];
        size_t k = i;

        for (; k > 0 && kind_before(&one, &p[k - 1]); k--) {
            p[k] = p[k - 1];
        }
        p[k] = one;
    }
    return true;
}

const struct profile_part *profile_of_kind(const struct rows *parts, enum profile_kind k, size_t *ret_n)
{
    const struct profile_part *p = parts->p;
    size_t from = 0, n = 0;

    while (from < parts->n && !str_eq(p[from].kind, str_from(kinds[k].word))) {
        from++;
    }
    while (from + n < parts->n && str_eq(p[from + n].kind, str_from(kinds[k].word))) {
        n++;
    }
    *ret_n = n;
    return n ? p + from : NULL;
}

bool profile_history(struct db *db, struct arena *a, int64_t profile_id, int64_t before, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_PROFILE_HISTORY, ARGS(V(profile_id), V(before)), &profile_change_type, ret, e);
}
