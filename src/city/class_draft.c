#include "city/class_draft.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/class_version.h"
#include "sql_city.h"
#include "store/store.h"

enum { NAME_MAX_CP = 500, CODE_MAX_CP = 40 };

static const struct field class_version_row_fields[] = {
    FIELD(struct class_version_row, ref, FIELD_HIDDEN, "ที่อยู่", "Address"),
    FIELD(struct class_version_row, kind, 0, "ชนิด", "Kind"),
    FIELD(struct class_version_row, code, FIELD_KEY, "รุ่น", "Version"),
    FIELD(struct class_version_row, label_th, 0, "ชื่อ", "Name"),
    FIELD(struct class_version_row, label_en, 0, "ชื่ออังกฤษ", "English name"),
    FIELD(struct class_version_row, state, 0, "สถานะ", "State"),
    FIELD(struct class_version_row, nodes, 0, "จำนวนรหัส", "Codes"),
    FIELD(struct class_version_row, years, 0, "ปีที่ใช้", "Years"),
    FIELD(struct class_version_row, base, 0, "ทำจากรุ่น", "Drafted from"),
    FIELD(struct class_version_row, reason, 0, "เหตุผล", "Reason"),
    FIELD(struct class_version_row, by_user, 0, "ผู้ร่าง", "Drafted by"),
    FIELD(struct class_version_row, published_by, 0, "ผู้ประกาศใช้", "Published by"),
    FIELD(struct class_version_row, source, 0, "อ้างอิง", "Source"),
};
const struct row_type class_version_row_type =
    ROW_TYPE(struct class_version_row, class_version_row_fields);

static const struct field class_line_fields[] = {
    FIELD(struct class_line, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct class_line, parent, 0, "อยู่ใต้รหัส", "Under"),
    FIELD(struct class_line, level, 0, "ระดับ", "Level"),
    FIELD(struct class_line, name_th, 0, "ชื่อไทย", "Thai name"),
    FIELD(struct class_line, name_en, 0, "ชื่ออังกฤษ", "English name"),
};
const struct row_type class_line_type = ROW_TYPE(struct class_line, class_line_fields);

static const struct field class_diff_fields[] = {
    FIELD(struct class_diff, what, 0, "เปลี่ยนอะไร", "Change"),
    FIELD(struct class_diff, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct class_diff, before, 0, "เดิม", "Before"),
    FIELD(struct class_diff, after, 0, "ใหม่", "After"),
};
const struct row_type class_diff_type = ROW_TYPE(struct class_diff, class_diff_fields);

bool class_versions(struct db *db, struct arena *a, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_CLASS_VERSIONS, NO_ARGS, &class_version_row_type, ret, e);
}

bool class_lines(struct db *db, struct arena *a, struct str kind, struct str code,
                 struct rows *ret, struct err *e)
{
    struct rows rows;

    if (!db_list(db, a, &Q_CLASS_LINES, ARGS(V(kind), V(code)), &class_line_type, &rows, e)) {
        return false;
    }
    if (rows.n == 0) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    *ret = rows;
    return true;
}

/* The index of a code among the first n; n when there is none. */
static size_t find_code(const struct class_line *line, size_t n, struct str code)
{
    size_t i = 0;

    while (i < n && !str_eq(line[i].code, code)) {
        i++;
    }
    return i;
}

/* ---- a file ---- */

/* Does the base have a node of this level under one of that level ('' = at the top)? */
static bool level_known(const struct class_line *base, size_t n, struct str level, struct str under)
{
    for (size_t i = 0; i < n; i++) {
        size_t p = base[i].parent.n ? find_code(base, n, base[i].parent) : n;
        struct str above = p < n ? base[p].level : STR_NONE;

        if (str_eq(base[i].level, level) && str_eq(above, under)) {
            return true;
        }
    }
    return false;
}

static void issue(struct table_fill *f, const char *field, struct str value, enum err_code code,
                  struct str expected)
{
    struct err why = {0};

    FAIL(&why, code);
    err_arg(&why, "field", V(str_from(field)));
    err_arg(&why, "value", V(value));
    err_arg(&why, "what", V(value));
    err_arg(&why, "expected", V(expected));
    err_arg(&why, "limit", V((int64_t)NAME_MAX_CP));
    table_fill_issue(f, field, value, &why);
}

static void read_line(struct table_fill *f, const struct class_line *base, size_t nbase,
                      struct class_file *out)
{
    struct class_line l = {.code = table_fill_needed(f, "code"),
                           .parent = table_file_cell(f->t, f->i, "parent"),
                           .level = table_fill_needed(f, "level"),
                           .name_th = table_fill_needed(f, "name_th"),
                           .name_en = table_fill_needed(f, "name_en")};
    size_t above = l.parent.n ? find_code(out->line, out->n, l.parent) : out->n;
    struct str under = above < out->n ? out->line[above].level : STR_NONE;

    if (f->wrong) {
        return;
    }
    if (find_code(out->line, out->n, l.code) < out->n) {
        issue(f, "code", l.code, ERR_DUPLICATE, STR_NONE);
    } else if (str_count_cp(l.code) > CODE_MAX_CP) {
        issue(f, "code", l.code, ERR_TOO_LONG, STR_NONE);
    } else if (str_count_cp(l.name_th) > NAME_MAX_CP || str_count_cp(l.name_en) > NAME_MAX_CP) {
        issue(f, "name_th", l.code, ERR_TOO_LONG, STR_NONE);
    } else if (l.parent.n && above == out->n) {
        issue(f, "parent", l.parent, ERR_NOT_FOUND, STR_NONE);
    } else if (!level_known(base, nbase, l.level, under)) {
        issue(f, "level", l.level, ERR_BAD_CHOICE, base[0].level);
    } else {
        out->line[out->n++] = l;
    }
}

bool class_file_read(struct arena *a, const char *path, const struct class_line *base, size_t nbase,
                     struct class_file *ret, struct err *e)
{
    static const char *const want[] = {"code", "parent", "level", "name_th", "name_en", NULL};
    struct table_file t;
    struct table_fill f;

    if (!table_file_read(a, path, &class_line_type, want, &t, e)) {
        return false;
    }
    f = table_fill_begin(a, &t);
    *ret = (struct class_file){.line = ARENA_ARRAY(a, struct class_line, t.n)};
    for (size_t i = 0; i < t.n; i++) {
        table_fill_row(&f, i);
        read_line(&f, base, nbase, ret);
    }
    ret->issue = f.issue;
    ret->issues = f.issues;
    return true;
}

/* ---- what differs ---- */

static struct str shown(struct arena *a, const struct class_line *l)
{
    return str_format(a, "%.*s / %.*s", STR_FMT(l->name_th), STR_FMT(l->name_en));
}

static struct rows diff(struct arena *a, const struct rows *was, const struct class_line *is,
                        size_t n)
{
    const struct class_line *b = was->p;
    struct class_diff *d = ARENA_ARRAY(a, struct class_diff, 2 * (was->n + n));
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        size_t k = find_code(b, was->n, is[i].code);

        if (k == was->n) {
            d[count++] = (struct class_diff){.what = STR("added"),
                                             .code = is[i].code,
                                             .after = shown(a, &is[i])};
            continue;
        }
        if (!str_eq(b[k].name_th, is[i].name_th) || !str_eq(b[k].name_en, is[i].name_en)) {
            d[count++] = (struct class_diff){STR("renamed"), is[i].code, shown(a, &b[k]),
                                             shown(a, &is[i])};
        }
        if (!str_eq(b[k].parent, is[i].parent) || !str_eq(b[k].level, is[i].level)) {
            d[count++] =
                (struct class_diff){STR("moved"), is[i].code, b[k].parent, is[i].parent};
        }
    }
    for (size_t i = 0; i < was->n; i++) {
        if (find_code(is, n, b[i].code) == n) {
            d[count++] = (struct class_diff){.what = STR("removed"),
                                             .code = b[i].code,
                                             .before = shown(a, &b[i])};
        }
    }
    return (struct rows){d, count};
}

struct draft_row {
    int64_t id;
    bool published;
    struct str base, by_user;
};
static const struct field draft_fields[] = {
    COL(struct draft_row, id), COL(struct draft_row, published), COL(struct draft_row, base),
    COL(struct draft_row, by_user)};
static const struct row_type draft_type = ROW_TYPE(struct draft_row, draft_fields);

static bool get_draft(struct db *db, struct arena *a, struct str kind, struct str code,
                      struct draft_row *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_CLASS_DRAFT_GET, ARGS(V(kind), V(code)), &draft_type, ret, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    return true;
}

bool class_draft_diff(struct db *db, struct arena *a, struct str kind, struct str code,
                      struct rows *ret, struct err *e)
{
    struct draft_row d;
    struct rows was, is;

    if (!get_draft(db, a, kind, code, &d, e) || !class_lines(db, a, kind, d.base, &was, e) ||
        !class_lines(db, a, kind, code, &is, e)) {
        return false;
    }
    *ret = diff(a, &was, is.p, is.n);
    return true;
}

/* ---- drafting and deciding ---- */

static bool note(struct act *by, const char *action, struct str kind, struct str code,
                 struct str reason, struct err *e)
{
    struct audit_note n = {.action = str_from(action),
                           .subject = str_format(by->a, "class:%.*s:%.*s", STR_FMT(kind),
                                                 STR_FMT(code)),
                           .new_value = code,
                           .reason = reason};

    return audit_add(by, &n, e);
}

static bool filled(const struct class_draft_new *d, struct err *e)
{
    const struct {
        const char *field;
        struct str value;
    } need[] = {{"code", d->code},
                {"label_th", d->label_th},
                {"label_en", d->label_en},
                {"reason", d->reason}};

    for (size_t i = 0; i < ARRAY_LEN(need); i++) {
        if (!str_trim(need[i].value).n) {
            FAIL(e, ERR_REQUIRED);
            err_arg(e, "field", V(str_from(need[i].field)));
            return false;
        }
        if (str_count_cp(need[i].value) > NAME_MAX_CP) {
            FAIL(e, ERR_TOO_LONG);
            err_arg(e, "field", V(str_from(need[i].field)));
            err_arg(e, "limit", V((int64_t)NAME_MAX_CP));
            return false;
        }
    }
    return true;
}

static bool add_nodes(struct act *by, int64_t version, const struct class_line *line, size_t n,
                      struct err *e)
{
    int64_t *id = ARENA_ARRAY(by->a, int64_t, n + 1);

    for (size_t i = 0; i < n; i++) {
        size_t above = line[i].parent.n ? find_code(line, i, line[i].parent) : i;

        if (!db_int(by->tx->db, &Q_CLASS_NODE_INSERT,
                    ARGS(V(version), V(line[i].code), V_ID(above < i ? id[above] : 0),
                         V(line[i].level), V(line[i].name_th), V(line[i].name_en), V((int64_t)i + 1),
                         V(STR("office"))),
                    &id[i], e)) {
            return false;
        }
    }
    return true;
}

bool class_draft_make(struct act *by, const struct class_draft_new *d,
                      const struct class_line *line, size_t n, struct err *e)
{
    struct class_version base, old;
    struct rows was, differs;
    int64_t id;
    bool found, there;

    if (!actor_check_city(by->who, PERM_PARAM, e) || !filled(d, e) ||
        !class_version_find(by->tx->db, by->a, d->kind, d->base, &base, &there, e) ||
        !class_lines(by->tx->db, by->a, d->kind, d->base, &was, e) ||
        !class_version_find(by->tx->db, by->a, d->kind, d->code, &old, &found, e)) {
        return false;
    }
    if (found) {
        FAIL(e, ERR_DUPLICATE);
        err_arg(e, "field", V(STR("code")));
        err_arg(e, "value", V(d->code));
        return false;
    }
    differs = diff(by->a, &was, line, n);
    if (!there || !base.published || n == 0 || differs.n == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(d->base));
        return false;
    }
    return db_int(by->tx->db, &Q_CLASS_VERSION_INSERT,
                  ARGS(V(d->kind), V(d->code), V(d->label_th), V(d->label_en), V(d->source)), &id,
                  e) &&
           add_nodes(by, id, line, n, e) &&
           db_exec(by->tx->db, &Q_CLASS_DRAFT_INSERT,
                   ARGS(V(id), V(base.id), V(d->reason), V(by->who->name), V(by->now_ms)), NULL,
                   e) &&
           note(by, "class.draft", d->kind, d->code, d->reason, e);
}

static bool open_draft(struct act *by, struct str kind, struct str code, struct draft_row *ret,
                       struct err *e)
{
    if (!actor_check_city(by->who, PERM_PARAM, e) ||
        !get_draft(by->tx->db, by->a, kind, code, ret, e)) {
        return false;
    }
    if (ret->published) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(STR("published")));
        return false;
    }
    return true;
}

bool class_draft_publish(struct act *by, struct str kind, struct str code, struct err *e)
{
    struct draft_row d;

    if (!open_draft(by, kind, code, &d, e)) {
        return false;
    }
    if (str_eq(d.by_user, by->who->name)) {
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    return db_exec(by->tx->db, &Q_CLASS_VERSION_PUBLISH, ARGS(V(d.id)), NULL, e) &&
           db_exec(by->tx->db, &Q_CLASS_DRAFT_PUBLISH,
                   ARGS(V(d.id), V(by->who->name), V(by->now_ms)), NULL, e) &&
           note(by, "class.publish", kind, code, STR_NONE, e);
}

bool class_draft_drop(struct act *by, struct str kind, struct str code, struct str reason,
                      struct err *e)
{
    struct draft_row d;

    if (!open_draft(by, kind, code, &d, e)) {
        return false;
    }
    if (!str_trim(reason).n) {
        FAIL(e, ERR_REASON_NEEDED);
        return false;
    }
    return db_exec(by->tx->db, &Q_CLASS_DRAFT_DELETE, ARGS(V(d.id)), NULL, e) &&
           db_exec(by->tx->db, &Q_CLASS_DRAFT_NODES_DELETE, ARGS(V(d.id)), NULL, e) &&
           db_exec(by->tx->db, &Q_CLASS_DRAFT_VERSION_DELETE, ARGS(V(d.id)), NULL, e) &&
           note(by, "class.drop", kind, code, reason, e);
}
