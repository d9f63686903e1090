/* missing.c - what a request still lacks: asked by the page, the desk and the director's signature. */
#include "base/arena.h"
#include "base/err.h"
#include "city/param.h"
#include "plan/paper.h"
#include "plan/question.h"
#include "plan/request.h"
#include "plan/stopped.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field missing_row_fields[] = {
    FIELD(struct missing_row, package_code, FIELD_KEY, "ข้อเสนอ", "Package"),
    FIELD(struct missing_row, code, 0, "เรื่อง", "What"),
    FIELD(struct missing_row, subject, 0, "ที่", "Of"),
    FIELD(struct missing_row, name, 0, "ชื่อ", "Name"),
    FIELD(struct missing_row, th, 0, "สิ่งที่ขาด", "Missing (Thai)"),
    FIELD(struct missing_row, en, 0, "สิ่งที่ขาด (อังกฤษ)", "Missing"),
    FIELD(struct missing_row, where, 0, "แก้ที่", "Where to mend it"),
};
const struct row_type missing_row_type = ROW_TYPE(struct missing_row, missing_row_fields);

static const struct {
    const char *code, *where, *th, *en;
} kinds[] = {
#define MISSING(code, where, th, en) {code, where, th, en},
#include "plan/missing.def"
#undef MISSING
};

struct asked_package {
    int64_t id, unit_id, level, year, options, chosen, outputs, moves;
    struct str code, title, level_kind, justification, unit_kind, unit_code, agency_code, past_code,
        disposition;
};
static const struct field asked_package_fields[] = {
    COL(struct asked_package, id),          COL(struct asked_package, unit_id),
    COL(struct asked_package, level),       COL(struct asked_package, year),
    COL(struct asked_package, options),     COL(struct asked_package, chosen),
    COL(struct asked_package, outputs),     COL(struct asked_package, moves),
    COL(struct asked_package, code),        COL(struct asked_package, title),
    COL(struct asked_package, level_kind),  COL(struct asked_package, justification),
    COL(struct asked_package, unit_kind),   COL(struct asked_package, unit_code),
    COL(struct asked_package, agency_code), COL(struct asked_package, past_code),
    COL(struct asked_package, disposition),
};
static const struct row_type asked_package_type =
    ROW_TYPE(struct asked_package, asked_package_fields);

struct asked_line {
    int64_t package_id;
    struct str code, name;
    bool unreasoned;
    struct money asked;
};
static const struct field asked_line_fields[] = {
    COL(struct asked_line, package_id), COL(struct asked_line, code),  COL(struct asked_line, name),
    COL(struct asked_line, unreasoned), COL(struct asked_line, asked),
};
static const struct row_type asked_line_type = ROW_TYPE(struct asked_line, asked_line_fields);

struct asked_answer {
    int64_t unit_id, level, question;
};
static const struct field asked_answer_fields[] = {
    COL(struct asked_answer, unit_id),
    COL(struct asked_answer, level),
    COL(struct asked_answer, question),
};
static const struct row_type asked_answer_type = ROW_TYPE(struct asked_answer, asked_answer_fields);

/* The packages that are asked about, with all that decides. */
struct asking {
    struct db *db;
    struct arena *a;
    struct rows packages, lines, answers, papers;
    struct zero_scope zero;
    struct question_rules rules;
    struct missing_row *row;
    size_t n, cap;
};

static void add(struct asking *x, const struct asked_package *p, const char *code,
                struct str subject, struct str name)
{
    size_t k = 0;
    struct str path = STR_NONE;
    const char *where;

    while (k + 1 < ARRAY_LEN(kinds) && !str_eq(str_from(kinds[k].code), str_from(code))) {
        k++;
    }
    where = kinds[k].where;
    if (str_eq(str_from(where), STR("line"))) {
        path = str_format(x->a, "/lines/%.*s", STR_FMT(subject));
    } else if (str_eq(str_from(where), STR("papers")) || str_eq(str_from(where), STR("tranches"))) {
        path = str_format(x->a, "/lines/%.*s/%s", STR_FMT(subject), where);
    } else if (str_eq(str_from(where), STR("lines"))) {
        path = str_format(x->a, "/packages/%.*s#lines", STR_FMT(p->code));
    } else if (str_eq(str_from(where), STR("questions"))) {
        path = str_format(x->a, "/packages/%.*s/questions%s%.*s", STR_FMT(p->code),
                          subject.n ? "#q" : "#options", STR_FMT(subject));
    } else {
        path = str_format(x->a, "/packages/%.*s/%s", STR_FMT(p->code), where);
    }
    if (x->n == x->cap) {
        size_t more = x->cap ? 2 * x->cap : 32;

        x->row = arena_grow(x->a, x->row, x->cap * sizeof *x->row, more * sizeof *x->row);
        x->cap = more;
    }
    x->row[x->n++] = (struct missing_row){.package_code = p->code,
                                          .code = str_from(kinds[k].code),
                                          .subject = subject,
                                          .name = name,
                                          .th = str_from(kinds[k].th),
                                          .en = str_from(kinds[k].en),
                                          .where = path};
}

static void lines_of(struct asking *x, const struct asked_package *p, bool zero)
{
    const struct asked_line *l = x->lines.p;
    bool stop = str_eq(p->disposition, STR("stop"));
    struct money sum = MONEY_ZERO;
    size_t n = 0;

    for (size_t i = 0; i < x->lines.n; i++) {
        if (l[i].package_id != p->id) {
            continue;
        }
        n++;
        sum = money_add(sum, l[i].asked);
        if (stop) {
            continue;
        }
        if (l[i].asked.satang == 0) {
            add(x, p, "line_amount", l[i].code, l[i].name);
        }
        if (l[i].unreasoned && zero) {
            add(x, p, "line_reason", l[i].code, l[i].name);
        }
    }
    if (stop && sum.satang > 0) {
        add(x, p, "stop_amount", STR_NONE, STR_NONE);
    }
    if (!stop && n == 0) {
        add(x, p, "no_lines", STR_NONE, STR_NONE);
    }
}

static bool answered(const struct asking *x, const struct asked_package *p, int64_t question)
{
    const struct asked_answer *w = x->answers.p;
    int64_t level = questions[question - 1].unit_wide ? 0 : p->level;

    for (size_t i = 0; i < x->answers.n; i++) {
        if (w[i].unit_id == p->unit_id && w[i].level == level && w[i].question == question) {
            return true;
        }
    }
    return false;
}

static void answers_of(struct asking *x, const struct asked_package *p,
                       const struct questions_asked *q)
{
    bool fresh = p->past_code.n == 0;

    for (int64_t i = 1; i <= QUESTIONS; i++) {
        if (!q->must[i] || answered(x, p, i) || (i == 11 && fresh)) {
            continue; /* new work has no last year */
        }
        add(x, p, "answer", str_format(x->a, "%lld", (long long)i), str_from(questions[i - 1].th));
    }
    if (p->options < q->options && !answered(x, p, 6)) {
        add(x, p, "options", STR_NONE, STR_NONE);
    }
    if (p->options > 0 && p->chosen == 0) {
        add(x, p, "option_chosen", STR_NONE, STR_NONE);
    }
    if (q->output && p->outputs == 0) {
        add(x, p, "output", STR_NONE, STR_NONE);
    }
}

static bool freed_of(struct asking *x, const struct asked_package *p, struct err *e)
{
    struct unit_review r;
    bool found;

    if (p->moves == 0) {
        return true;
    }
    if (!unit_review_get(x->db, x->a, p->unit_id, &r, &found, e)) {
        return false;
    }
    if (found && money_cmp(r.moved, unit_freed(&r)) > 0) {
        add(x, p, "freed", STR_NONE, STR_NONE);
    }
    return true;
}

/* Papers by item class (one row a line), prices above the standard, years of a commitment. */
static void papers_of(struct asking *x, const struct asked_package *p)
{
    const struct paper_need *n = x->papers.p;
    struct str last = STR_NONE;

    for (size_t i = 0; i < x->papers.n; i++) {
        if (n[i].package_id != p->id)
            continue;
        if (str_eq(n[i].paper, STR("price_reason"))) {
            add(x, p, "price_reason", n[i].line_code, n[i].line_name);
        } else if (str_eq(n[i].paper, STR("tranche"))) {
            add(x, p, "years", n[i].line_code, n[i].line_name);
        } else if (!str_eq(last, n[i].line_code)) {
            last = n[i].line_code;
            add(x, p, "papers", n[i].line_code, n[i].line_name);
        }
    }
}

static bool ask(struct asking *x, const struct asked_package *p, struct err *e)
{
    bool zero = zero_scope_has(&x->zero, p->agency_code, p->unit_code);
    bool stop = str_eq(p->disposition, STR("stop"));
    struct questions_asked q;

    if (p->past_code.n && p->disposition.n == 0 && zero) {
        add(x, p, "disposition", STR_NONE, STR_NONE);
    }
    lines_of(x, p, zero);
    if (stop) {
        return freed_of(x, p, e);
    }
    if (str_trim(p->justification).n == 0) {
        add(x, p, "package_reason", STR_NONE, STR_NONE);
    }
    if (zero) {
        question_rules_of(&x->rules, p->unit_kind, p->level_kind, &q);
        answers_of(x, p, &q);
    }
    papers_of(x, p);
    return freed_of(x, p, e);
}

static bool missing(struct db *db, struct arena *a, const int64_t key[3], struct rows *ret,
                    struct err *e)
{
    struct asking x = {.db = db, .a = a};
    const struct asked_package *p;

    if (!db_list(db, a, &Q_MISSING_PACKAGES, ARGS(V(key[0]), V(key[1]), V(key[2])),
                 &asked_package_type, &x.packages, e) ||
        !db_list(db, a, &Q_MISSING_LINES, ARGS(V(key[0]), V(key[1]), V(key[2])), &asked_line_type,
                 &x.lines, e) ||
        !db_list(db, a, &Q_MISSING_ANSWERS, ARGS(V(key[0]), V(key[1]), V(key[2])),
                 &asked_answer_type, &x.answers, e)) {
        return false;
    }
    p = x.packages.p;
    if (x.packages.n && !(key[0] > 0   ? papers_missing(db, a, key[0], &x.papers, e)
                        : key[0] < 0 ? papers_missing_sent(db, a, key[2], key[1], &x.papers, e)
                                     : papers_missing_agency(db, a, key[2], key[1], &x.papers, e))) {
        return false;
    }
    if (x.packages.n && (!zero_scope_get(db, a, p->year, &x.zero, e) ||
                         !question_rules_load(db, a, p->year, &x.rules, e))) {
        return false;
    }
    for (size_t i = 0; i < x.packages.n; i++) {
        if (!ask(&x, &p[i], e)) {
            return false;
        }
    }
    *ret = (struct rows){x.row, x.n};
    return true;
}

bool request_missing(struct db *db, struct arena *a, int64_t package_id, struct rows *ret,
                     struct err *e)
{
    return missing(db, a, (const int64_t[]){package_id, 0, 0}, ret, e);
}

bool request_missing_agency(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                            struct rows *ret, struct err *e)
{
    return missing(db, a, (const int64_t[]){0, agency_id, year}, ret, e);
}

bool request_missing_sent(struct db *db, struct arena *a, int64_t year, int64_t agency_id,
                          struct rows *ret, struct err *e)
{
    return missing(db, a, (const int64_t[]){-1, agency_id, year}, ret, e);
}

/* ---- zero start ---- */

bool zero_scope_get(struct db *db, struct arena *a, int64_t year, struct zero_scope *ret,
                    struct err *e)
{
    if (!param_text(db, a, PARAM_ZERO_SCOPE, year, &ret->codes, e)) {
        return false;
    }
    ret->codes = str_trim(ret->codes);
    ret->all = str_eq(ret->codes, STR("all"));
    return true;
}

bool zero_scope_has(const struct zero_scope *z, struct str agency_code, struct str unit_code)
{
    struct str rest = z->codes, piece;

    while (!z->all && str_split(&rest, ' ', &piece)) {
        if (piece.n && (str_eq(piece, agency_code) || str_eq(piece, unit_code))) {
            return true;
        }
    }
    return z->all;
}
