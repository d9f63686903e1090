/* speech.c - the text of a speech: reading, writing, approving. */
#include "document/speech.h"

#include "base/arena.h"
#include "base/csv.h"
#include "base/data_file.h"
#include "base/err.h"
#include "city/audit.h"
#include "city/year.h"
#include "document/speech_int.h"
#include "sql_document.h"
#include "store/store.h"

enum { BODY_MAX = 4000, PARAGRAPHS = 200, STEP = 10 };

static const struct field speech_fields[] = {
    COL(struct speech, id),          COL(struct speech, year),
    COL(struct speech, ordinance),   COL(struct speech, version),
    COL(struct speech, approved),    COL(struct speech, approved_by),
    COL(struct speech, approved_at),
};
static const struct row_type speech_type = ROW_TYPE(struct speech, speech_fields);

static const struct field paragraph_fields[] = {
    FIELD(struct speech_paragraph, no, FIELD_KEY, "ย่อหน้า", "Paragraph"),
    FIELD(struct speech_paragraph, sort, 0, "ลำดับ", "Order"),
    FIELD(struct speech_paragraph, version, 0, "ฉบับ", "Version"),
    FIELD(struct speech_paragraph, kind, 0, "ชนิด", "Kind"),
    FIELD(struct speech_paragraph, body, 0, "ข้อความ", "Text"),
    FIELD(struct speech_paragraph, by_user, 0, "ผู้แก้ล่าสุด", "Last changed by"),
    FIELD(struct speech_paragraph, at, 0, "เมื่อ", "At"),
};
const struct row_type speech_paragraph_type = ROW_TYPE(struct speech_paragraph, paragraph_fields);

static const struct field change_fields[] = {
    COL(struct speech_change_row, id),
    FIELD(struct speech_change_row, version, FIELD_KEY, "ฉบับ", "Version"),
    FIELD(struct speech_change_row, at, 0, "เมื่อ", "At"),
    FIELD(struct speech_change_row, by_user, 0, "ผู้แก้", "By"),
    FIELD(struct speech_change_row, act, 0, "ทำอะไร", "What"),
    FIELD(struct speech_change_row, no, 0, "ย่อหน้า", "Paragraph"),
    FIELD(struct speech_change_row, old_body, 0, "เดิม", "Before"),
    FIELD(struct speech_change_row, body, 0, "เป็น", "After"),
};
const struct row_type speech_change_type = ROW_TYPE(struct speech_change_row, change_fields);

/* ---- the default text ---- */

struct defaults {
    struct arena *a;
    bool more; /* of a supplementary draft */
    struct speech_paragraph *p;
    size_t n;
};

static bool take_default(void *ctx, const struct csv_row *row, struct err *e)
{
    struct defaults *d = ctx;

    (void)e;
    if (row->row == 0 || row->n < 3 || d->n == PARAGRAPHS ||
        str_eq(row->cell[0], STR("supplementary")) != d->more)
        return true;
    d->p[d->n] = (struct speech_paragraph){.no = (int64_t)d->n + 1,
                                           .sort = (int64_t)(d->n + 1) * STEP,
                                           .kind = str_dup(d->a, row->cell[1]),
                                           .body = str_dup(d->a, row->cell[2])};
    d->n++;
    return true;
}

static bool default_text(struct arena *a, int64_t ordinance, struct rows *ret, struct err *e)
{
    struct defaults d = {.a = a,
                         .more = ordinance > 0,
                         .p = ARENA_ARRAY(a, struct speech_paragraph, PARAGRAPHS)};

    if (!csv_read_str(data_file_get("speech.csv"), take_default, &d, e))
        return false;
    *ret = (struct rows){d.p, d.n};
    return true;
}

/* ---- reading ---- */

static bool find_speech(struct db *db, struct arena *a, int64_t year, int64_t ordinance,
                        struct speech *ret, struct err *e)
{
    bool found;

    if (!db_find(db, a, &Q_SPEECH_GET, ARGS(V(year), V(ordinance)), &speech_type, ret, &found, e))
        return false;
    if (!found)
        *ret = (struct speech){.year = year, .ordinance = ordinance};
    return true;
}

bool speech_get(struct db *db, struct arena *a, int64_t year, int64_t ordinance, struct speech *ret,
                struct rows *ret_paragraphs, struct err *e)
{
    if (!find_speech(db, a, year, ordinance, ret, e))
        return false;
    return ret->id ? db_list(db, a, &Q_SPEECH_PARAGRAPHS, ARGS(V(ret->id)),
                             &speech_paragraph_type, ret_paragraphs, e)
                   : default_text(a, ordinance, ret_paragraphs, e);
}

bool speech_is_approved(const struct speech *s)
{
    return s->id != 0 && s->approved == s->version;
}

bool speech_changes(struct db *db, struct arena *a, const struct speech *s, int64_t before,
                    int64_t limit, struct rows *ret, struct err *e)
{
    return db_list(db, a, &Q_SPEECH_CHANGES, ARGS(V(s->id), V(before), V(limit)),
                   &speech_change_type, ret, e);
}

/* ---- writing ---- */

static bool note_change(struct act *by, const struct speech *s, const struct speech_change_row *c,
                        struct err *e)
{
    return db_exec(by->tx->db, &Q_SPEECH_CHANGE_ADD,
                   ARGS(V(s->id), V(c->version), V(c->act), V(c->no), V(c->old_body), V(c->body),
                        V(by->who->name), V(by->now_ms)),
                   NULL, e);
}

/* The first write puts the default text in the store; what it says then is nobody's change. */
static bool begin(struct act *by, int64_t year, int64_t ordinance, struct speech *ret, struct err *e)
{
    const struct speech_paragraph *p;
    struct rows rows;

    if (!find_speech(by->tx->db, by->a, year, ordinance, ret, e))
        return false;
    if (ret->id)
        return true;
    if (!db_exec(by->tx->db, &Q_SPEECH_BEGIN, ARGS(V(year), V(ordinance)), NULL, e) ||
        !find_speech(by->tx->db, by->a, year, ordinance, ret, e) ||
        !default_text(by->a, ordinance, &rows, e))
        return false;
    p = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (!db_exec(by->tx->db, &Q_SPEECH_INSERT,
                     ARGS(V(ret->id), V(p[i].no), V(p[i].sort), V(p[i].kind), V(p[i].body),
                          V(by->who->name), V(by->now_ms)),
                     NULL, e))
            return false;
    }
    return note_change(by, ret, &(struct speech_change_row){.version = ret->version,
                                                            .act = STR("begin")}, e);
}

static bool open_speech(struct act *by, int64_t year, int64_t ordinance, struct speech *ret,
                        struct err *e)
{
    struct fiscal_year fy;

    return actor_check_city(by->who, PERM_BILL, e) &&
           year_get(by->tx->db, by->a, year, &fy, e) && year_check_open(by, year, e) &&
           begin(by, year, ordinance, ret, e);
}

bool speech_adopt(struct act *by, int64_t year, int64_t ordinance, struct err *e)
{
    struct speech s;
    bool there;

    if (!find_speech(by->tx->db, by->a, year, ordinance, &s, e))
        return false;
    there = s.id != 0;
    return open_speech(by, year, ordinance, &s, e) &&
           (there ||
            audit_add(by,
                      &(struct audit_note){.action = STR("speech.begin"),
                                           .subject = str_format(by->a, "speech:%lld-%lld",
                                                                 (long long)year,
                                                                 (long long)ordinance),
                                           .year = year},
                      e));
}

static bool stale(struct err *e)
{
    FAIL(e, ERR_STALE);
    return false;
}

/* What was done, in its history and in the audit log; the speech gets its next version. */
static bool finish(struct act *by, struct speech *s, struct speech_change_row *c, struct err *e)
{
    int64_t rows;

    if (!db_exec(by->tx->db, &Q_SPEECH_NEXT_VERSION, ARGS(V(s->id), V(s->version)), &rows, e))
        return false;
    if (rows != 1)
        return stale(e);
    c->version = s->version + 1;
    return note_change(by, s, c, e) &&
           audit_add(by,
                     &(struct audit_note){
                         .action = str_format(by->a, "speech.%.*s", STR_FMT(c->act)),
                         .subject = str_format(by->a, "speech:%lld-%lld", (long long)s->year,
                                               (long long)s->ordinance),
                         .old_value = c->old_body,
                         .new_value = str_format(by->a, "%lld: %.*s", (long long)c->no,
                                                 STR_FMT(c->body)),
                         .year = s->year},
                     e);
}

static bool bad_kind(struct str kind, struct err *e)
{
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("kind")));
    err_arg(e, "value", V(kind));
    err_arg(e, "expected", V(STR("heading text table")));
    return false;
}

/* Is it something a speech can say? no: the paragraph's number, for messages. */
static bool check_edit(struct act *by, const struct speech *s, const struct speech_edit *edit,
                       int64_t no, struct err *e)
{
    struct speech_figures *f;
    const struct speech_piece *piece;
    const struct speech_row *row;
    size_t n;

    if (edit->body.n == 0 || str_count_cp(edit->body) > BODY_MAX) {
        FAIL(e, edit->body.n ? ERR_TOO_LONG : ERR_REQUIRED);
        err_arg(e, "field", V(STR("body")));
        err_arg(e, "limit", V((int64_t)BODY_MAX));
        return false;
    }
    if (!speech_figures_load(by->tx->db, by->a, s->year, s->ordinance, &f, e))
        return false;
    if (str_eq(edit->kind, STR("table")))
        return speech_table(f, by->a, edit->body, &row, &n, e);
    return (str_eq(edit->kind, STR("text")) || str_eq(edit->kind, STR("heading")) ||
            bad_kind(edit->kind, e)) &&
           speech_pieces(f, by->a, edit->body, no, &piece, &n, e);
}

static bool one_paragraph(struct act *by, const struct speech *s, int64_t no,
                          struct speech_paragraph *ret, struct err *e)
{
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_SPEECH_ONE, ARGS(V(s->id), V(no)), &speech_paragraph_type,
                 ret, &found, e))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(str_format(by->a, "%lld", (long long)no)));
    }
    return found;
}

static bool add_paragraph(struct act *by, const struct speech *s, const struct speech_edit *edit,
                          int64_t *ret_no, struct err *e)
{
    struct speech_paragraph after = {.sort = 0};
    int64_t last;

    if ((edit->after && !one_paragraph(by, s, edit->after, &after, e)) ||
        !db_int(by->tx->db, &Q_SPEECH_COUNT, ARGS(V(s->id)), &last, e))
        return false;
    if (last >= 10 * PARAGRAPHS) {
        FAIL(e, ERR_TOO_LONG);
        err_arg(e, "field", V(STR("body")));
        err_arg(e, "limit", V((int64_t)(10 * PARAGRAPHS)));
        return false;
    }
    *ret_no = last + 1;
    return db_exec(by->tx->db, &Q_SPEECH_ROOM, ARGS(V(s->id), V(after.sort)), NULL, e) &&
           db_exec(by->tx->db, &Q_SPEECH_INSERT,
                   ARGS(V(s->id), V(*ret_no), V(after.sort + 1), V(edit->kind), V(edit->body),
                        V(by->who->name), V(by->now_ms)),
                   NULL, e);
}

bool speech_write(struct act *by, int64_t year, int64_t ordinance, const struct speech_edit *asked,
                  int64_t *ret_no, struct err *e)
{
    struct speech_edit edit = *asked;
    struct speech_change_row c = {.act = edit.no ? STR("write") : STR("add"), .no = edit.no};
    struct speech_paragraph was = {.version = 0};
    struct speech s;
    int64_t rows;

    edit.body = str_trim(edit.body);
    if (!open_speech(by, year, ordinance, &s, e) ||
        (edit.no && !one_paragraph(by, &s, edit.no, &was, e)) ||
        !check_edit(by, &s, &edit, edit.no ? edit.no : edit.after + 1, e))
        return false;
    if (edit.version == 0 && was.version == 1) /* seen as the default text, which this write took over */
        edit.version = 1;
    c.old_body = was.body;
    c.body = edit.body;
    if (!edit.no) {
        if (!add_paragraph(by, &s, &edit, &c.no, e))
            return false;
    } else {
        if (!db_exec(by->tx->db, &Q_SPEECH_UPDATE,
                     ARGS(V(s.id), V(edit.no), V(edit.version), V(edit.kind), V(edit.body),
                          V(by->who->name), V(by->now_ms)),
                     &rows, e))
            return false;
        if (rows != 1)
            return stale(e);
    }
    *ret_no = c.no;
    return finish(by, &s, &c, e);
}

/* Changes places with the paragraph above or below; at the end it stays. */
static bool swap(struct act *by, const struct speech *s, int64_t no, bool up, bool *ret_moved,
                 struct err *e)
{
    const struct speech_paragraph *p;
    struct rows rows;

    *ret_moved = false;
    if (!db_list(by->tx->db, by->a, &Q_SPEECH_PARAGRAPHS, ARGS(V(s->id)), &speech_paragraph_type,
                 &rows, e))
        return false;
    p = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        size_t other = up && i > 0 ? i - 1 : up ? rows.n : i + 1;

        if (p[i].no != no || other >= rows.n)
            continue;
        *ret_moved = true;
        return db_exec(by->tx->db, &Q_SPEECH_PLACE, ARGS(V(s->id), V(no), V(p[other].sort)), NULL,
                       e) &&
               db_exec(by->tx->db, &Q_SPEECH_PLACE, ARGS(V(s->id), V(p[other].no), V(p[i].sort)),
                       NULL, e);
    }
    return true;
}

bool speech_move(struct act *by, int64_t year, int64_t ordinance, const struct speech_edit *at,
                 struct str what, struct err *e)
{
    struct speech_change_row c = {.act = STR("move"), .no = at->no};
    struct speech_paragraph was;
    struct speech s;
    int64_t rows;
    bool moved;

    if (!open_speech(by, year, ordinance, &s, e) || !one_paragraph(by, &s, at->no, &was, e))
        return false;
    if (was.version != at->version)
        return stale(e);
    if (str_eq(what, STR("up")) || str_eq(what, STR("down"))) {
        c.body = what;
        return swap(by, &s, at->no, str_eq(what, STR("up")), &moved, e) &&
               (!moved || finish(by, &s, &c, e));
    }
    if (!str_eq(what, STR("remove"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("do")));
        err_arg(e, "value", V(what));
        err_arg(e, "expected", V(STR("up down remove")));
        return false;
    }
    c.act = STR("remove");
    c.old_body = was.body;
    if (!db_exec(by->tx->db, &Q_SPEECH_REMOVE,
                 ARGS(V(s.id), V(at->no), V(at->version), V(by->who->name), V(by->now_ms)), &rows,
                 e))
        return false;
    return rows == 1 ? finish(by, &s, &c, e) : stale(e);
}

/* ---- approving ---- */

static bool all_known(struct act *by, const struct speech *s, const struct rows *paragraphs,
                      struct err *e)
{
    const struct speech_paragraph *p = paragraphs->p;
    struct speech_figures *f;

    if (!speech_figures_load(by->tx->db, by->a, s->year, s->ordinance, &f, e))
        return false;
    for (size_t i = 0; i < paragraphs->n; i++) {
        const struct speech_piece *piece;
        size_t n;

        if (str_eq(p[i].kind, STR("table")))
            continue;
        if (!speech_pieces(f, by->a, p[i].body, p[i].no, &piece, &n, e))
            return false;
        for (size_t k = 0; k < n; k++) {
            if (!piece[k].missing)
                continue;
            FAIL(e, ERR_SPEECH_MISSING);
            err_arg(e, "name", V(piece[k].name));
            err_arg(e, "paragraph", V(p[i].no));
            return false;
        }
    }
    return true;
}

static bool check_approval(struct act *by, const struct speech *s, int64_t version, struct err *e)
{
    int64_t wrote;

    if (s->version != version)
        return stale(e);
    if (speech_is_approved(s)) {
        FAIL(e, ERR_ALREADY);
        err_arg(e, "what", V(str_format(by->a, "speech:%lld-%lld", (long long)s->year,
                                        (long long)s->ordinance)));
        return false;
    }
    if (!db_int(by->tx->db, &Q_SPEECH_WROTE, ARGS(V(s->id), V(s->approved), V(by->who->name)),
                &wrote, e))
        return false;
    if (wrote > 0) {
        FAIL(e, ERR_SAME_PERSON);
        return false;
    }
    return true;
}

static bool written(struct act *by, int64_t year, int64_t ordinance, struct speech *ret,
                    struct err *e)
{
    if (!find_speech(by->tx->db, by->a, year, ordinance, ret, e))
        return false;
    if (ret->id == 0) { /* nobody has taken the default text over yet */
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(str_format(by->a, "speech:%lld-%lld", (long long)year,
                                        (long long)ordinance)));
        return false;
    }
    return true;
}

bool speech_approve(struct act *by, int64_t year, int64_t ordinance, int64_t version, struct err *e)
{
    struct fiscal_year fy;
    struct rows paragraphs;
    struct speech s;
    int64_t rows;

    if (!actor_check_city(by->who, PERM_CYCLE, e) ||
        !year_get(by->tx->db, by->a, year, &fy, e) || !year_check_open(by, year, e) ||
        !written(by, year, ordinance, &s, e) ||
        !check_approval(by, &s, version, e) ||
        !db_list(by->tx->db, by->a, &Q_SPEECH_PARAGRAPHS, ARGS(V(s.id)), &speech_paragraph_type,
                 &paragraphs, e) ||
        !all_known(by, &s, &paragraphs, e) ||
        !db_exec(by->tx->db, &Q_SPEECH_APPROVE,
                 ARGS(V(s.id), V(version), V(by->who->name), V(by->now_ms)), &rows, e))
        return false;
    if (rows != 1)
        return stale(e);
    return note_change(by, &s, &(struct speech_change_row){.version = version,
                                                           .act = STR("approve")}, e) &&
           audit_add(by,
                     &(struct audit_note){
                         .action = STR("speech.approve"),
                         .subject = str_format(by->a, "speech:%lld-%lld", (long long)year,
                                               (long long)ordinance),
                         .new_value = str_format(by->a, "%lld", (long long)version),
                         .year = year},
                     e);
}
