#include "web/package_zero.h"

#include "base/arena.h"
#include "plan/section.h"
#include "sql_web.h"
#include "web/question_page.h"
#include "web/words.h"

/* What there is: a list that is empty is not asked for. */
struct zero_row {
    struct str kind;
    int64_t rank, options, freed, signs;
};
static const struct field zero_fields[] = {
    COL(struct zero_row, kind),
    COL(struct zero_row, rank),
    COL(struct zero_row, options),
    COL(struct zero_row, freed),
    COL(struct zero_row, signs),
};
static const struct row_type zero_type = ROW_TYPE(struct zero_row, zero_fields);

static struct str shown(struct req *r, struct value v)
{
    struct sbuf b;

    sbuf_init(&b, r->a, 200);
    value_put_text(&b, v, r->lang);
    return sbuf_str(&b);
}

static bool read_lacks(struct req *r, const struct package *p, struct package_zero *z,
                       struct err *e)
{
    const struct missing_row *m;
    struct desk_lack *lack;
    struct rows rows;

    if (!request_missing(r->db, r->a, p->id, &rows, e))
        return false;
    m = rows.p;
    lack = ARENA_ARRAY(r->a, struct desk_lack, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        lack[i] = (struct desk_lack){.what = r->lang == LANG_EN ? m[i].en : m[i].th,
                                     .of = m[i].name.n ? m[i].name : m[i].subject,
                                     .where = m[i].where};
    z->lack = lack;
    z->lack_n = rows.n;
    z->asked_missing = true;
    return true;
}

static bool read_levels(struct req *r, const struct package *p, struct str sight,
                        struct package_zero *z, struct err *e)
{
    struct zero_level *v;
    struct rows rows;

    if (!level_list(r->db, r->a, p->unit_id, sight, &rows, e))
        return false;
    v = ARENA_ARRAY(r->a, struct zero_level, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        v[i].l = ((const struct level_row *)rows.p)[i];
        v[i].quantity.millionths = v[i].l.quantity_milli * 1000;
        v[i].cumulative.millionths = v[i].l.cumulative_milli * 1000;
        v[i].here = str_eq(v[i].l.code, p->code);
        v[i].has_unit_cost = v[i].l.unit_cost.satang != MONEY_MISSING.satang;
        z->has_output = z->has_output || v[i].l.output.n > 0;
    }
    z->level = v;
    z->level_n = rows.n;
    return true;
}

/* How many must be answered matters to those who still answer. */
static bool read_words(struct req *r, const struct package *p, struct str kind, bool draft,
                       struct package_zero *z, struct err *e)
{
    const struct answer_row *w;
    struct zero_answer *v;
    struct questions_asked asked = {0};
    struct rows rows;

    if (!answer_list(r->db, r->a, p->unit_id, p->level, &rows, e) ||
        (draft && !questions_asked(r->db, r->a, p->year, kind, p->level_kind, &asked, e)))
        return false;
    w = rows.p;
    v = ARENA_ARRAY(r->a, struct zero_answer, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct question *q = &questions[w[i].question - 1];

        if (w[i].words.n)
            v[z->answer_n++] = (struct zero_answer){.number = w[i].question,
                                                    .title = lang_pick(r->lang, q->th, q->en),
                                                    .words = w[i].words,
                                                    .by_user = w[i].by_user};
    }
    z->answer = v;
    for (int64_t i = 1; i <= QUESTIONS; i++)
        z->must += asked.must[i];
    z->answered = (int64_t)z->answer_n;
    return true;
}

static bool read_options(struct req *r, const struct package *p, struct package_zero *z,
                         struct err *e)
{
    struct zero_option *v;
    struct rows rows;

    if (!option_list(r->db, r->a, p->unit_id, &rows, e))
        return false;
    v = ARENA_ARRAY(r->a, struct zero_option, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        v[i].o = ((const struct unit_option *)rows.p)[i];
        v[i].kind = word_label("optionkind", v[i].o.kind, r->lang);
    }
    z->option = v;
    z->option_n = rows.n;
    return true;
}

static bool read_review(struct req *r, const struct package *p, bool freed, struct package_zero *z,
                        struct err *e)
{
    struct rows rows = {0};
    bool found;

    if (!unit_review_get(r->db, r->a, p->unit_id, &z->review, &found, e) ||
        (freed && !freed_list(r->db, r->a, 0, p->id, &rows, e)))
        return false;
    z->has_past = z->review.past_code.n > 0;
    z->freed = unit_freed(&z->review);
    z->disposition = word_label("disposition", z->review.disposition, r->lang);
    z->came = rows.p;
    z->came_n = rows.n;
    return true;
}

static struct str cell(struct req *r, struct money m)
{
    return m.satang == MONEY_MISSING.satang ? STR("–") : money_text(r->a, m, MONEY_WHOLE);
}

static void add(struct money *sum, struct money m)
{
    if (m.satang != MONEY_MISSING.satang)
        *sum = money_add(*sum, m);
}

static void put_year(struct req *r, struct package_zero *z, struct zero_past *v, int64_t back,
                     const struct history_row *h)
{
    struct str asked = cell(r, h->asked), enacted = cell(r, h->enacted), paid = cell(r, h->paid);

    if (back == 1) {
        v->asked1 = asked;
        v->enacted1 = enacted;
        v->paid1 = paid;
        add(&z->sum1, h->enacted);
    } else if (back == 2) {
        v->asked2 = asked;
        v->enacted2 = enacted;
        v->paid2 = paid;
        add(&z->sum2, h->enacted);
    } else {
        v->asked3 = asked;
        v->enacted3 = enacted;
        v->paid3 = paid;
        add(&z->sum3, h->enacted);
    }
}

/* Three years beside each line that had one; a year that is not known is a dash. */
static bool read_past(struct req *r, const struct package *p, const struct rows *lines,
                      struct package_zero *z, struct err *e)
{
    const struct line_row *l = lines->p;
    const struct history_row *h;
    struct zero_past *v;
    struct rows rows;

    if (!history_of_package(r->db, r->a, p->id, &rows, e))
        return false;
    h = rows.p;
    v = ARENA_ARRAY(r->a, struct zero_past, lines->n);
    for (size_t i = 0; i < lines->n; i++) {
        struct zero_past *x = &v[z->past_n];
        struct str none = STR("–");
        bool any = false;

        *x = (struct zero_past){l[i].code, l[i].name, none, none, none, none,
                                none,      none,      none, none, none, l[i].requested};
        for (size_t k = 0; k < rows.n; k++) {
            if (str_eq(h[k].code, l[i].code)) {
                put_year(r, z, x, p->year - h[k].year, &h[k]);
                any = true;
            }
        }
        z->past_n += any;
    }
    z->past = v;
    z->year1 = p->year - 1;
    z->year2 = p->year - 2;
    z->year3 = p->year - 3;
    return true;
}

static bool read_signs(struct req *r, const struct package *p, struct package_zero *z,
                       struct err *e)
{
    const struct sign_row *s;
    struct zero_sign *v;
    struct rows rows;

    if (!sign_list(r->db, r->a, p->id, &rows, e))
        return false;
    s = rows.p;
    v = ARENA_ARRAY(r->a, struct zero_sign, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        v[i] = (struct zero_sign){
            .name = s[i].full_name.n ? s[i].full_name : s[i].by_user,
            .capacity = s[i].capacity.n ? word_label("capacity", s[i].capacity, r->lang) : STR_NONE,
            .order_no = s[i].order_no,
            .order_on = s[i].order_on.yyyymmdd ? shown(r, V(s[i].order_on)) : STR_NONE,
            .at = shown(r, V(s[i].at))};
    z->sign = v;
    z->sign_n = rows.n;
    return true;
}

bool package_zero_read(struct req *r, const struct package *p, struct str sight, bool draft,
                       const struct rows *lines, struct package_zero *z, struct err *e)
{
    struct zero_scope scope;
    struct zero_row row;
    struct rows copied;

    if (!db_one(r->db, r->a, &Q_PAGE_ZERO, ARGS(V(p->id)), &zero_type, &row, e) ||
        !zero_scope_get(r->db, r->a, p->year, &scope, e) ||
        !copied_texts(r->db, r->a, p->id, sight, &copied, e))
        return false;
    z->rank = row.rank;
    z->in_scope = zero_scope_has(&scope, p->agency_code, p->unit_code);
    z->copied = copied.p;
    z->copied_n = copied.n < 5 ? copied.n : 5;
    return (!draft || read_lacks(r, p, z, e)) && read_levels(r, p, sight, z, e) &&
           read_words(r, p, row.kind, draft, z, e) && (!row.options || read_options(r, p, z, e)) &&
           read_review(r, p, row.freed > 0, z, e) && read_past(r, p, lines, z, e) &&
           (!row.signs || read_signs(r, p, z, e));
}

/* ---- the same as tables ---- */

static bool back_to(struct req *r, const struct package *p, const char *part, struct reply *ret)
{
    reply_redirect(r, str_format(r->a, "/packages/%.*s#%s", STR_FMT(p->code), part), ret);
    return true;
}

bool package_levels_page(struct req *r, struct reply *ret, struct err *e)
{
    struct package p;
    struct rows rows;
    struct str sight;
    bool edit;

    if (!seen_package(r, &p, &edit, e) || !sight_of(r->db, r->a, &r->session.actor, &sight, e))
        return false;
    if (r->format == FORMAT_HTML)
        return back_to(r, &p, "levels", ret);
    return level_list(r->db, r->a, p.unit_id, sight, &rows, e) &&
           reply_table(r, &level_row_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "%.*s-levels", STR_FMT(p.unit_code)), ret, e);
}

bool package_past_page(struct req *r, struct reply *ret, struct err *e)
{
    struct package p;
    struct rows rows;
    bool edit;

    if (!seen_package(r, &p, &edit, e))
        return false;
    if (r->format == FORMAT_HTML)
        return back_to(r, &p, "past", ret);
    return history_of_package(r->db, r->a, p.id, &rows, e) &&
           reply_table(r, &history_row_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "%.*s-past", STR_FMT(p.code)), ret, e);
}

bool package_copied_page(struct req *r, struct reply *ret, struct err *e)
{
    struct package p;
    struct rows rows;
    struct str sight;
    bool edit;

    if (!seen_package(r, &p, &edit, e) || !sight_of(r->db, r->a, &r->session.actor, &sight, e))
        return false;
    if (r->format == FORMAT_HTML)
        return back_to(r, &p, "copied", ret);
    return copied_texts(r->db, r->a, p.id, sight, &rows, e) &&
           reply_table(r, &copied_row_type, rows.p, rows.n, NULL, STR_NONE,
                       str_format(r->a, "%.*s-copied", STR_FMT(p.code)), ret, e);
}
