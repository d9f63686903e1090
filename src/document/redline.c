/* redline.c - two versions of a bill beside each other. */
#include "document/redline.h"

#include "base/arena.h"
#include "base/err.h"
#include "base/thai.h"
#include "document/ordinance.h"
#include "plan/bill.h"
#include "sql_document.h"
#include "store/store.h"

static const struct field row_fields[] = {
    FIELD(struct redline_row, code, FIELD_KEY, "รหัสรายการ", "Line"),
    FIELD(struct redline_row, name, 0, "รายการ", "Name"),
    FIELD(struct redline_row, agency_code, 0, "รหัสหน่วยงาน", "Agency code"),
    FIELD(struct redline_row, agency_name, 0, "หน่วยรับงบประมาณ", "Spending agency"),
    FIELD(struct redline_row, kind, 0, "ผลการเทียบ", "Result"),
    FIELD(struct redline_row, from, FIELD_OPTIONAL | FIELD_TOTAL, "เดิม", "Old"),
    FIELD(struct redline_row, to, FIELD_OPTIONAL | FIELD_TOTAL, "ใหม่", "New"),
    FIELD(struct redline_row, change, FIELD_TOTAL, "เปลี่ยนไป", "Change"),
    FIELD(struct redline_row, stage, 0, "ขั้นที่ปรับ", "Stage"),
    FIELD(struct redline_row, delta, 0, "รายการปรับลดหรือแปรญัตติ", "Delta"),
    FIELD(struct redline_row, by_user, 0, "ผู้เสนอหรือผู้บันทึก", "Moved or recorded by"),
    FIELD(struct redline_row, at, 0, "เมื่อ", "At"),
    FIELD(struct redline_row, reason, 0, "เหตุผล", "Reason"),
};
const struct row_type redline_row_type = ROW_TYPE(struct redline_row, row_fields);

static const struct field section_fields[] = {
    FIELD(struct redline_section, name, FIELD_KEY, "ข้อความ", "Text"),
    FIELD(struct redline_section, before, 0, "ก่อน", "Before"),
    FIELD(struct redline_section, old, 0, "เดิม", "Old"),
    FIELD(struct redline_section, new, 0, "ใหม่", "New"),
    FIELD(struct redline_section, after, 0, "หลัง", "After"),
};
const struct row_type redline_section_type = ROW_TYPE(struct redline_section, section_fields);

/* ---- ends ---- */

static struct str point_word(struct arena *a, int64_t year, int64_t ordinance, struct str word)
{
    return str_format(a, "version:%lld-%lld/%.*s", (long long)year, (long long)ordinance,
                      STR_FMT(word));
}

static struct compare_point point_of(const struct redline_end *x, int64_t year, int64_t ordinance,
                                     struct str word)
{
    return (struct compare_point){.year = year,
                                  .stage = STAGE_ENACTED,
                                  .change = x->number ? x->change_id : 0,
                                  .word = word,
                                  .bill_version = x->id,
                                  .bill_no = x->number,
                                  .ordinance = ordinance,
                                  .bill_kind = x->kind};
}

static struct redline_end end_of(struct arena *a, const struct bill_version *v, int64_t year,
                                 int64_t ordinance, enum lang lang)
{
    struct redline_end x = {.word = str_format(a, "%lld", (long long)v->no),
                            .number = v->no,
                            .id = v->id,
                            .change_id = v->change_id,
                            .kind = v->kind,
                            .lines = v->lines,
                            .total = v->total,
                            .sha256 = v->sha256,
                            .at = v->at};
    const struct compare_point p = point_of(&x, year, ordinance, x.word);

    x.label = compare_point_label(a, &p, year, lang);
    return x;
}

bool redline_ends(struct db *db, struct arena *a, int64_t year, int64_t ordinance, enum lang lang,
                  struct rows *ret, struct err *e)
{
    const struct bill_version *v;
    struct redline_end *x;
    struct rows rows;
    int64_t live = 0;

    if (!bill_versions(db, a, year, ordinance, &rows, e))
        return false;
    v = rows.p;
    x = ARENA_ARRAY(a, struct redline_end, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        x[i] = end_of(a, &v[i], year, ordinance, lang);
        if (str_eq(v[i].kind, STR("tabled")) && !v[i].withdrawn)
            live = v[i].id;
    }
    *ret = (struct rows){x, rows.n};
    if (live)
        x[ret->n++] = (struct redline_end){.word = STR("now"),
                                             .id = live,
                                             .kind = STR("tabled"),
                                             .label = tr(lang, TR("ร่างในสภา ขณะนี้"))};
    return true;
}

/* ---- what is asked ---- */

struct asking {
    const struct redline_ask *ask;
    struct rollup *r;
    struct db *db;
    struct arena *a;
    struct compare_ask q;
    struct redline *ret;
    const struct redline_end *end;
    size_t ends;
};

static struct str or_word(struct str word, const char *otherwise)
{
    return word.n ? word : str_from(otherwise);
}

static bool not_an_end(struct str word, enum err_code code, struct err *e)
{
    *e = (struct err){0};
    if (code == ERR_NOT_FOUND) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(word));
        return false;
    }
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("from, to")));
    err_arg(e, "value", V(word));
    err_arg(e, "expected", V(STR("1 2 ... tabled committee amended enacted now")));
    return false;
}

static bool is_number(struct str word)
{
    for (size_t i = 0; i < word.n; i++) {
        if (word.p[i] < '0' || word.p[i] > '9')
            return false;
    }
    return word.n > 0;
}

/* A frozen version by its number, or what stands in the bill that was tabled last, up to a stage. */
static bool parse_end(struct asking *x, struct str word, struct compare_point *point,
                      struct redline_end *end, struct err *e)
{
    const struct redline_ask *k = x->ask;
    struct str whole = point_word(x->a, k->year, k->ordinance, word);
    const struct redline_end *found = NULL;
    enum stage stage = STAGE_ENACTED;

    for (size_t i = 0; i < x->ends; i++) {
        if (str_eq(x->end[i].word, is_number(word) ? word : STR("now")))
            found = &x->end[i];
    }
    if (!is_number(word) && !str_eq(word, STR("now")) &&
        (!stage_parse(word, &stage, e) || stage < STAGE_TABLED))
        return not_an_end(word, ERR_BAD_CHOICE, e);
    if (!found)
        return not_an_end(word, ERR_NOT_FOUND, e);
    *end = *found;
    *point = point_of(found, k->year, k->ordinance, whole);
    point->stage = stage;
    if (found->number == 0) {
        end->word = word;
        end->label = compare_point_label(x->a, point, k->year, k->lang);
        end->total = MONEY_MISSING;
    }
    return true;
}

static bool any_version(struct asking *x, struct err *e)
{
    struct rows ends = {x->ask->end, x->ask->ends};

    if (ends.n == 0 && !redline_ends(x->db, x->a, x->ask->year, x->ask->ordinance, x->ask->lang,
                                     &ends, e))
        return false;
    x->end = ends.p;
    x->ends = ends.n;
    if (x->ends == 0) {
        FAIL(e, ERR_NOTHING);
        err_arg(e, "what", V(str_format(x->a, "%lld-%lld", (long long)x->ask->year,
                                        (long long)x->ask->ordinance)));
        return false;
    }
    return true;
}

/* ---- sums ---- */

static bool sum_fails(const char *what, struct money printed, struct money expected, struct err *e)
{
    FAIL(e, ERR_DOCUMENT_SUM);
    err_arg(e, "what", V(str_from(what)));
    err_arg(e, "printed", V(printed));
    err_arg(e, "expected", V(expected));
    return false;
}

/* What a frozen version sealed is what is compared. */
static bool check_end(const struct redline_end *end, struct money total, int64_t lines,
                      struct err *e)
{
    if (end->number == 0)
        return true;
    if (end->total.satang != total.satang)
        return sum_fails("version", total, end->total, e);
    return end->lines == lines || sum_fails("version lines", BAHT(lines), BAHT(end->lines), e);
}

static bool check_sums(const struct asking *x, struct err *e)
{
    const struct compare *c = &x->ret->c;
    const struct redline_row *row = x->ret->rows.p;
    struct money from = MONEY_ZERO, to = MONEY_ZERO, change = MONEY_ZERO;
    int64_t both = c->count[COMPARE_CHANGED] + c->count[COMPARE_SAME];

    for (size_t i = 0; i < c->parts; i++) {
        from = money_add(from, c->part[i].from);
        to = money_add(to, c->part[i].to);
    }
    if (from.satang != c->from.satang || to.satang != c->to.satang)
        return sum_fails("parts", to, c->to, e);
    if (!x->ask->agency.n &&
        !(check_end(&x->ret->from, c->from, both + c->count[COMPARE_REMOVED], e) &&
          check_end(&x->ret->to, c->to, both + c->count[COMPARE_NEW], e)))
        return false;
    if (x->ask->after.n || x->ret->next.n || x->ask->limit == 0)
        return true; /* a page of the rows */
    for (size_t i = 0; i < x->ret->rows.n; i++)
        change = money_add(change, row[i].change);
    return change.satang == money_sub(c->to, c->from).satang ||
           sum_fails("rows", change, money_sub(c->to, c->from), e);
}

/* ---- rows and who moved them ---- */

struct delta_in {
    struct str line_code, code, kind, reason, mover;
};
static const struct field delta_fields[] = {
    COL(struct delta_in, line_code), COL(struct delta_in, code), COL(struct delta_in, kind),
    COL(struct delta_in, reason), COL(struct delta_in, mover)};
static const struct row_type delta_type = ROW_TYPE(struct delta_in, delta_fields);

static const struct delta_in *first_delta(const struct rows *rows, struct str line, size_t *ret_n)
{
    const struct delta_in *d = rows->p;
    size_t lo = 0, hi = rows->n, n = 0;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (str_cmp(d[mid].line_code, line) < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    while (lo + n < rows->n && str_eq(d[lo + n].line_code, line))
        n++;
    *ret_n = n;
    return n ? &d[lo] : NULL;
}

static void put_deltas(struct arena *a, const struct delta_in *d, size_t n, struct redline_row *row)
{
    struct str *code = ARENA_ARRAY(a, struct str, n), *why = ARENA_ARRAY(a, struct str, n);

    for (size_t i = 0; i < n; i++) {
        code[i] = d[i].code;
        why[i] = d[i].reason;
    }
    row->delta = str_join(a, code, n, STR(" "));
    row->reason = str_join(a, why, n, STR(" / "));
    row->by_user = d[n - 1].mover;
}

static bool make_rows(struct asking *x, struct err *e)
{
    const struct compare_row *c = x->ret->c.rows.p;
    const struct redline_end *from = &x->ret->from, *to = &x->ret->to;
    size_t n = x->ret->c.rows.n;
    struct redline_row *row = ARENA_ARRAY(x->a, struct redline_row, n + 1);
    struct rows deltas;

    if (!db_list(x->db, x->a, &Q_REDLINE_DELTAS,
                 ARGS(V(x->ask->year), V(x->ask->ordinance), V(from->at.ms),
                      V(to->at.ms ? to->at.ms : INT64_MAX)),
                 &delta_type, &deltas, e))
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct delta_in *d;
        size_t many;

        row[i] = (struct redline_row){c[i].code,  c[i].name,  c[i].agency_code, c[i].agency_name,
                                      c[i].kind,  c[i].from,  c[i].to,          c[i].change,
                                      c[i].stage, STR_NONE,   c[i].by_user,     c[i].reason,
                                      c[i].at};
        d = first_delta(&deltas, c[i].code, &many);
        if (d)
            put_deltas(x->a, d, many, &row[i]);
    }
    x->ret->rows = (struct rows){row, n};
    x->ret->next = x->ret->c.next;
    return true;
}

/* ---- the ordinance's own text ---- */

struct code_in {
    struct str code;
};
static const struct field code_fields[] = {COL(struct code_in, code)};
static const struct row_type code_type = ROW_TYPE(struct code_in, code_fields);

struct figures {
    struct money total, commercial;
    int64_t agencies;
};

static void figures_of(const struct compare *c, const struct rows *commercial, bool to,
                       struct figures *ret)
{
    const struct code_in *k = commercial->p;

    *ret = (struct figures){.total = to ? c->to : c->from};
    for (size_t i = 0; i < c->parts; i++) {
        struct money m = to ? c->part[i].to : c->part[i].from;

        ret->agencies += m.satang > 0;
        for (size_t j = 0; j < commercial->n; j++) {
            if (str_eq(k[j].code, c->part[i].code))
                ret->commercial = money_add(ret->commercial, m);
        }
    }
}

static struct str say(const struct asking *x, enum ordinance_text id, const struct figures *f)
{
    struct money city = money_sub(f->total, f->commercial);
    const struct ordinance_words w[] = {
        {STR("year"), str_format(x->a, "%lld", (long long)x->ask->year)},
        {STR("total"), money_text(x->a, f->total, MONEY_WHOLE)},
        {STR("words"), thai_baht_text(x->a, f->total)},
        {STR("city"), money_text(x->a, city, MONEY_WHOLE)},
        {STR("commercial"), money_text(x->a, f->commercial, MONEY_WHOLE)},
        {STR("agencies"), str_format(x->a, "%lld", (long long)f->agencies)},
    };

    return ordinance_fill(x->a, id, w, ARRAY_LEN(w));
}

/* What is the same before and after, cut at a space, so that a figure stands whole. */
static void split_same(struct str old, struct str new, struct redline_section *s)
{
    size_t head = 0, tail = 0, most = old.n < new.n ? old.n : new.n, cut;

    while (head < most && old.p[head] == new.p[head])
        head++;
    while (tail < most - head && old.p[old.n - 1 - tail] == new.p[new.n - 1 - tail])
        tail++;
    while (head > 0 && old.p[head - 1] != ' ')
        head--;
    for (cut = old.n - tail; cut < old.n && old.p[cut] != ' '; cut++) {
    }
    tail = old.n - cut;
    s->before = str_slice(old, 0, head);
    s->after = str_slice(old, cut, old.n);
    s->old = str_slice(old, head, old.n - tail);
    s->new = str_slice(new, head, new.n - tail);
}

/* The compare behind it is by agency, of the whole bill. */
static bool make_sections(struct asking *x, const struct compare *c, struct err *e)
{
    static const struct {
        enum ordinance_text id;
        const char *name;
    } text[] = {{OT_PRINCIPLE_TEXT, TR("หลักการ")},
                {OT_S_TOTAL_PARTS, TR("วงเงินงบประมาณรายจ่าย")},
                {OT_S_AGENCIES, TR("จำนวนหน่วยรับงบประมาณ")}};
    struct redline_section *s = ARENA_ARRAY(x->a, struct redline_section, ARRAY_LEN(text));
    struct figures was, is;
    struct rows commercial;

    if (!db_list(x->db, x->a, &Q_REDLINE_COMMERCIAL, NO_ARGS, &code_type, &commercial, e))
        return false;
    figures_of(c, &commercial, false, &was);
    figures_of(c, &commercial, true, &is);
    for (size_t i = 0; i < ARRAY_LEN(text); i++) {
        enum ordinance_text id = text[i].id;
        struct str old, new;

        if (id == OT_S_TOTAL_PARTS && !was.commercial.satang && !is.commercial.satang)
            id = OT_S_TOTAL;
        old = say(x, id, &was);
        new = say(x, id, &is);
        if (str_eq(old, new))
            continue;
        s[x->ret->sections].name = tr(x->ask->lang, text[i].name);
        split_same(old, new, &s[x->ret->sections++]);
    }
    x->ret->section = s;
    return true;
}

static bool sections(struct asking *x, struct err *e)
{
    struct compare_ask q = x->q;
    struct compare c;

    if (x->ask->agency.n || x->ask->ordinance)
        return true;
    if (x->q.by == DIM_AGENCY)
        return make_sections(x, &x->ret->c, e);
    q.by = DIM_AGENCY;
    q.limit = 0;
    return compare_get(x->r, x->db, x->a, &q, &c, e) && make_sections(x, &c, e);
}

/* ---- ---- */

bool redline_get(struct rollup *r, struct db *db, struct arena *a, const struct redline_ask *ask,
                 struct redline *ret, struct err *e)
{
    struct asking x = {.ask = ask, .r = r, .db = db, .a = a, .ret = ret};

    *ret = (struct redline){.sections = 0};
    x.q = (struct compare_ask){.by = ask->by,
                               .kind = COMPARE_KINDS,
                               .after = ask->after,
                               .limit = ask->limit,
                               .in_order = true,
                               .lang = ask->lang};
    if (!any_version(&x, e) ||
        !parse_end(&x, or_word(ask->from, "1"), &x.q.from, &ret->from, e) ||
        !parse_end(&x, or_word(ask->to, "now"), &x.q.to, &ret->to, e))
        return false;
    if (ask->agency.n)
        x.q.where[x.q.wheres++] = (struct compare_where){DIM_AGENCY, ask->agency};
    if (!compare_get(r, db, a, &x.q, &ret->c, e) || !make_rows(&x, e) || !check_sums(&x, e) ||
        !sections(&x, e))
        return false;
    if (!ask->agency.n) {
        ret->from.total = ret->c.from;
        ret->to.total = ret->c.to;
    }
    return true;
}
