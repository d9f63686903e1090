#include "web/rule_page.h"

#include "base/arena.h"
#include "base/exact.h"
#include "views.h"
#include "web/words.h"

static struct str fill(struct req *r, const char *text, const char *hole, struct str value)
{
    return str_replace(r->a, tr(r->lang, text), str_from(hole), value);
}

static struct str number(struct req *r, int64_t v)
{
    return str_format(r->a, "%lld", (long long)v);
}

static struct str decimal(struct req *r, struct score v)
{
    struct sbuf b;

    sbuf_init(&b, r->a, 64);
    exact_put_decimal(&b, v.millionths, 6, 0);
    return sbuf_str(&b);
}

static struct str in_lang(struct req *r, struct str th, struct str en)
{
    return r->lang == LANG_EN && en.n ? en : th;
}

/* ---- the list ---- */

bool rules_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {{"indicator", COL_LINK, "/rules/", "code", NULL},
                                      {"number", COL_UNDER, NULL, NULL, NULL},
                                      {"name_th", COL_PLAIN, NULL, NULL, NULL},
                                      {"agency_name", COL_UNDER, NULL, NULL, NULL},
                                      {"owner", COL_WORD, "role", NULL, NULL},
                                      {"state", COL_TAG, "rule_state", NULL, NULL},
                                      {"published", COL_PLAIN, NULL, NULL, NULL},
                                      {"has_draft", COL_YES, NULL, NULL, NULL}};
    struct rules_page page = {0};
    struct page_head head = {.nav = STR("/rules"), .table_path = STR("/rules")};
    struct rule_filter f = {.year = r->year,
                            .owner = req_query(r, "owner"),
                            .state = req_query(r, "state"),
                            .after = req_query(r, "after")};
    struct rule_row *row;
    struct rows rows;
    struct str next = STR_NONE;

    if (!rule_list(r->db, r->a, &f, &rows, e))
        return false;
    row = ARENA_ARRAY(r->a, struct rule_row, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        row[i] = ((const struct rule_row *)rows.p)[i];
        /* Without a rule yet, its address is the form that begins one. */
        if (!row[i].code.n)
            row[i].code = str_format(r->a, "new?year=%lld&indicator=%.*s", (long long)row[i].year,
                                     STR_FMT(row[i].indicator));
    }
    if (rows.n > RULE_BOOK_PAGE) {
        rows.n = RULE_BOOK_PAGE;
        next = row[rows.n - 1].indicator;
    }
    if (r->format != FORMAT_HTML)
        return reply_table(r, &rule_row_type, rows.p, rows.n, NULL, next, STR("rules"), ret, e);
    if (!rule_count(r->db, r->a, r->year, &page.count, e))
        return false;
    page.title = head.title =
        fill(r, TR("เกณฑ์การให้คะแนน ปีงบประมาณ {year}"), "{year}", number(r, r->year));
    if (next.n)
        page.next = str_format(r->a, "/rules?year=%lld&after=%.*s", (long long)r->year,
                               STR_FMT(next));
    page.list = (struct table_view){.type = &rule_row_type,
                                    .rows = row,
                                    .n = rows.n,
                                    .cols = cols,
                                    .ncols = ARRAY_LEN(cols),
                                    .caption = page.title,
                                    .empty = tr(r->lang, TR("ยังไม่มีตัวชี้วัดในปีนี้"))};
    return REPLY_PAGE(r, &head, rules, &page, ret, e);
}

/* ---- one rule in words ---- */

static void say_fact(struct req *r, struct rule_say *s, size_t *n, const char *label,
                     struct str value)
{
    s[(*n)++].text =
        str_format(r->a, "%.*s: %.*s", STR_FMT(tr(r->lang, label)), STR_FMT(value));
}

static void say_rule(struct req *r, const struct rule *rule, struct rule_page *p)
{
    struct rule_say *s = ARENA_ARRAY(r->a, struct rule_say, 12);
    size_t n = 0;
    struct sbuf b;

    say_fact(r, s, &n, TR("แบบ"),
             word_label("rule_mode", str_from(rule_mode_word(rule->mode)), r->lang));
    if (rule->mode != RULE_MILESTONE)
        say_fact(r, s, &n, TR("ทิศทาง"),
                 word_label("rule_direction", str_from(rule_direction_word(rule->direction)), r->lang));
    if (rule->exact_zero)
        s[n++].text = tr(r->lang, TR("ศูนย์นับเฉพาะที่เป็นศูนย์จริง"));
    if (rule->has_target)
        say_fact(r, s, &n, TR("ค่าเป้าหมาย"), decimal(r, rule->target));
    if (rule->has_cap)
        say_fact(r, s, &n, TR("เพดานร้อยละ"), decimal(r, rule->cap));
    if (rule->weight.millionths)
        say_fact(r, s, &n, TR("น้ำหนัก"), decimal(r, rule->weight));
    if (rule->mode != RULE_MILESTONE)
        say_fact(r, s, &n, TR("ปัดเศษก่อนเทียบ (ตำแหน่ง)"),
                 rule->places < 0
                     ? tr(r->lang, TR("ไม่ปัดเศษ"))
                     : str_format(r->a, "%lld, %.*s", (long long)rule->places,
                                  STR_FMT(word_label("rule_round", str_from(rule_round_word(rule->round)),
                                                     r->lang))));
    if (rule->reading != RULE_AS_WRITTEN)
        say_fact(r, s, &n, TR("ช่องว่างระหว่างระดับ"),
                 word_label("rule_reading", str_from(rule_reading_word(rule->reading)), r->lang));
    if (rule->mode == RULE_MILESTONE)
        say_fact(r, s, &n, TR("การนับขั้นตอน"),
                 word_label("rule_counting", str_from(rule_counting_word(rule->counting)), r->lang));
    if (rule->steps) {
        sbuf_init(&b, r->a, 400);
        for (size_t i = 0; i < rule->steps; i++) {
            if (i)
                SB_LIT(&b, ", ");
            exact_put_decimal(&b, rule->step_bp[i], 2, 0);
        }
        say_fact(r, s, &n, TR("น้ำหนักของขั้นตอน"), sbuf_str(&b));
    }
    say_fact(r, s, &n, TR("เมื่อไม่มีข้อมูล"),
             word_label("rule_no_data", rule->no_data.n ? rule->no_data : STR("unscored"), r->lang));
    p->fact = s;
    p->fact_n = n;
}

static void say_table(struct req *r, const struct rule *rule, struct rule_page *p)
{
    struct rule_line *l = ARENA_ARRAY(r->a, struct rule_line, RULE_BANDS);
    struct rule_say *s = ARENA_ARRAY(r->a, struct rule_say, RULE_NOTES);

    for (size_t i = 0; i < rule->bands; i++) {
        const struct rule_band *b = &rule->band[i];

        l[i] = (struct rule_line){.level = b->level,
                                  .bounds = rule->mode == RULE_LINEAR ? decimal(r, b->lo)
                                                                      : rule_band_text(r->a, b),
                                  .printed = b->printed,
                                  .percent = decimal(r, b->percent),
                                  .points = decimal(r, b->points),
                                  .needs = in_lang(r, b->needs, b->needs_en),
                                  .known = b->known};
    }
    for (size_t i = 0; i < rule->notes; i++)
        s[i].text = in_lang(r, rule->note[i].th, rule->note[i].en);
    p->line = l;
    p->line_n = rule->bands;
    p->note = s;
    p->note_n = rule->notes;
    p->source = rule->source;
    p->values = rule->mode == RULE_STEP || rule->mode == RULE_LINEAR;
    p->asks_steps = rule->mode == RULE_MILESTONE;
}

static void say_lint(struct req *r, const struct rule *rule, struct rule_page *p)
{
    const struct rule_finding *f;
    struct rule_say *s;
    struct rows rows;

    p->clean = rule_lint(rule, r->a, &rows);
    f = rows.p;
    s = ARENA_ARRAY(r->a, struct rule_say, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        s[i] = (struct rule_say){in_lang(r, f[i].th, f[i].en), f[i].stops};
    p->finding = s;
    p->finding_n = rows.n;
}

/* ---- trying ---- */

static bool bad(struct req *r, struct rule_page *p, const char *field, struct str value)
{
    struct err e = {0};

    FAIL(&e, ERR_BAD_NUMBER);
    err_arg(&e, "field", V(tr(r->lang, field)));
    err_arg(&e, "value", V(value));
    p->try_error = word_error(r->a, &e, r->lang);
    return false;
}

static bool try_steps(struct req *r, struct rule_page *p, struct fact *f)
{
    struct str rest = p->steps, w;

    f->kind = FACT_STEPS;
    while (rest.n && str_split(&rest, ',', &w)) {
        int64_t *bp = &f->step_bp[f->steps];

        if (f->steps == RULE_STEPS || !exact_parse_decimal(w, 4, bp) || *bp < 0 || *bp > 10000)
            return bad(r, p, TR("ขั้นตอนที่ทำแล้ว"), w);
        f->steps++;
    }
    return true;
}

/* Whole numbers as they are; with decimals (baht and satang) both are scaled alike. */
static bool try_fact(struct req *r, struct rule_page *p, struct fact *f)
{
    if (str_eq(req_query(r, "try"), STR("none"))) {
        f->kind = FACT_NO_DATA;
        return true;
    }
    if (p->asks_steps)
        return try_steps(r, p, f);
    if (p->value.n && !p->numerator.n && !p->denominator.n) {
        f->kind = FACT_VALUE;
        return exact_parse_decimal(p->value, 6, &f->value.millionths) ||
               bad(r, p, TR("ค่า"), p->value);
    }
    f->kind = FACT_RATIO;
    if (exact_parse_decimal(p->numerator, 0, &f->numerator) &&
        exact_parse_decimal(p->denominator, 0, &f->denominator))
        return true;
    if (!exact_parse_decimal(p->numerator, 2, &f->numerator))
        return bad(r, p, TR("ตัวตั้ง"), p->numerator);
    f->hundredths = true;
    return exact_parse_decimal(p->denominator, 2, &f->denominator) ||
           bad(r, p, TR("ตัวหาร"), p->denominator);
}

static void try_it(struct req *r, const struct rule *rule, struct rule_page *p)
{
    static const struct col cols[] = {{"n", COL_PLAIN, NULL, NULL, NULL},
                                      {"step", COL_PLAIN, NULL, NULL, NULL},
                                      {"detail", COL_PLAIN, NULL, NULL, NULL}};
    struct fact f = {0};
    struct rows rows;

    p->value = str_trim(req_query(r, "value"));
    p->numerator = str_trim(req_query(r, "numerator"));
    p->denominator = str_trim(req_query(r, "denominator"));
    p->steps = str_trim(req_query(r, "steps"));
    if (!req_query(r, "try").n || !try_fact(r, p, &f))
        return;
    rule_explain(rule, &f, r->lang, r->a, &rows);
    p->tried = true;
    p->trace = (struct table_view){.type = &rule_trace_type,
                                   .rows = rows.p,
                                   .n = rows.n,
                                   .cols = cols,
                                   .ncols = ARRAY_LEN(cols),
                                   .caption = tr(r->lang, TR("การคำนวณทีละขั้น"))};
}

/* ---- the page ---- */

static void rights(struct req *r, struct rule_page *p)
{
    const struct actor *who = &r->session.actor;
    bool owner = rule_is_owner(who, p->row.owner);

    p->may_edit = actor_may(who, PERM_RULE);
    p->own_edit = str_eq(p->row.edited_by, who->name);
    p->not_owner = !owner;
    p->may_publish = owner && !p->own_edit && p->draft && p->no == 0 && p->clean;
    p->may_withdraw = owner && str_eq(p->row.state, STR("published"));
}

static struct str lead_of(struct req *r, const struct rule_page *p)
{
    if (str_eq(p->row.state, STR("draft")))
        return tr(r->lang, TR("ยังเป็นร่าง ยังไม่ใช้ให้คะแนน จนกว่าเจ้าของเกณฑ์ประกาศ"));
    if (str_eq(p->row.state, STR("withdrawn")))
        return tr(r->lang, TR("ถอนแล้ว ตัวชี้วัดนี้ยังไม่มีเกณฑ์ จนกว่าจะประกาศฉบับใหม่"));
    if (p->draft)
        return fill(r, TR("ใช้ฉบับที่ {n} อยู่ และมีร่างฉบับใหม่รอประกาศ"), "{n}",
                    number(r, p->row.published));
    return fill(r, TR("ใช้ฉบับที่ {n} ให้คะแนนอยู่"), "{n}", number(r, p->row.published));
}

static bool one_show(struct req *r, struct str refused, int status, struct reply *ret,
                     struct err *e)
{
    static const struct col cols[] = {{"no", COL_PLAIN, NULL, NULL, NULL},
                                      {"state", COL_TAG, "rule_state", NULL, NULL},
                                      {"reason", COL_PLAIN, NULL, NULL, NULL},
                                      {"withdrawn_why", COL_UNDER, NULL, NULL, NULL},
                                      {"published_by", COL_PLAIN, NULL, NULL, NULL},
                                      {"edited_by", COL_PLAIN, NULL, NULL, NULL},
                                      {"published_at", COL_PLAIN, NULL, NULL, NULL}};
    struct rule_page page = {.csrf = r->session.csrf, .refused = refused};
    struct param crumb = {tr(r->lang, TR("เกณฑ์การให้คะแนน")), STR("/rules")};
    struct page_head head = {.nav = STR("/rules"), .crumb = &crumb, .ncrumb = 1};
    struct rows numbers;
    struct rule rule;
    struct err none;

    if (!rule_get(r->db, r->a, r->seg[0], &page.row, e) ||
        !rule_numbers(r->db, r->a, page.row.code, &numbers, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &rule_number_type, numbers.p, numbers.n, NULL, STR_NONE,
                           page.row.code, ret, e);
    page.draft = page.row.has_draft;
    if (!req_int(r, "no", 0, INT32_MAX, page.draft ? 0 : page.row.published, &page.no, &none))
        page.no = page.row.published;
    if (!rule_content_of(r->db, r->a, &page.row, page.no, &rule, e))
        return false;
    page.action = str_format(r->a, "/rules/%.*s", STR_FMT(page.row.code));
    page.name = in_lang(r, page.row.name_th, page.row.name_en);
    page.owner = word_label("role", page.row.owner, r->lang);
    page.title = head.title =
        str_format(r->a, "%.*s %.*s", STR_FMT(tr(r->lang, TR("เกณฑ์"))), STR_FMT(page.row.code));
    page.lead = lead_of(r, &page);
    head.table_path = page.action;
    say_rule(r, &rule, &page);
    say_table(r, &rule, &page);
    say_lint(r, &rule, &page);
    try_it(r, &rule, &page);
    rights(r, &page);
    page.two = page.row.published > 1 || (page.draft && page.row.published > 0);
    page.before = number(r, page.draft ? page.row.published : page.row.published - 1);
    page.after = number(r, page.draft ? 0 : page.row.published);
    page.numbers = (struct table_view){.type = &rule_number_type,
                                       .rows = numbers.p,
                                       .n = numbers.n,
                                       .cols = cols,
                                       .ncols = ARRAY_LEN(cols),
                                       .caption = tr(r->lang, TR("ฉบับที่ประกาศ")),
                                       .empty = tr(r->lang, TR("ยังไม่เคยประกาศ"))};
    if (!REPLY_PAGE(r, &head, rule, &page, ret, e))
        return false;
    ret->status = status;
    return true;
}

bool rule_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, STR_NONE, 200, ret, e);
}

bool rule_compare_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rule_compare_page page = {0};
    struct param crumb;
    struct page_head head = {.nav = STR("/rules"), .crumb = &crumb, .ncrumb = 1};
    struct rule before, after;
    struct rule_row row;
    struct rows rows;
    int64_t x, y;

    if (!rule_get(r->db, r->a, r->seg[0], &row, e) ||
        !req_int(r, "before", 0, INT32_MAX, row.published > 1 ? row.published - 1 : row.published, &x, e) ||
        !req_int(r, "after", 0, INT32_MAX, row.has_draft ? 0 : row.published, &y, e) ||
        !rule_content_of(r->db, r->a, &row, x, &before, e) ||
        !rule_content_of(r->db, r->a, &row, y, &after, e))
        return false;
    rule_differences(r->a, r->lang, &before, &after, &rows);
    if (r->format != FORMAT_HTML)
        return reply_table(r, &rule_change_type, rows.p, rows.n, NULL, STR_NONE, row.code, ret, e);
    crumb = (struct param){row.code, str_format(r->a, "/rules/%.*s", STR_FMT(row.code))};
    page.title = head.title = str_format(r->a, "%.*s %.*s: %lld → %lld", STR_FMT(tr(r->lang, TR("เกณฑ์"))),
                                         STR_FMT(row.code), (long long)x, (long long)y);
    page.lead = fill(r, TR("ต่างกัน {n} ส่วน (0 คือร่าง)"), "{n}", number(r, (int64_t)rows.n));
    page.list = (struct table_view){.type = &rule_change_type,
                                    .rows = rows.p,
                                    .n = rows.n,
                                    .caption = page.title,
                                    .empty = tr(r->lang, TR("ไม่มีส่วนที่ต่างกัน"))};
    head.table_path = str_format(r->a, "/rules/%.*s/compare", STR_FMT(row.code));
    return REPLY_PAGE(r, &head, rule_compare, &page, ret, e);
}

/* ---- publishing and withdrawing ---- */

struct rule_ctx {
    struct rule_act act;
};

static bool publish_write(struct act *by, void *ctx, struct err *e)
{
    return rule_publish(by, &((struct rule_ctx *)ctx)->act, e);
}

static bool withdraw_write(struct act *by, void *ctx, struct err *e)
{
    return rule_withdraw(by, &((struct rule_ctx *)ctx)->act, e);
}

static bool acted(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct rule_ctx *c = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/rules/%.*s", STR_FMT(c->act.code)), ret);
    return true;
}

static bool act_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct err again = {0};

    (void)ctx;
    return one_show(r, word_error(r->a, e, r->lang), err_http(e->code), ret, &again);
}

static bool act_post(struct req *r, req_write_fn *fn, struct reply *ret, struct err *e)
{
    struct rule_ctx *c = ARENA_NEW(r->a, struct rule_ctx);

    c->act.code = r->seg[0];
    c->act.reason = str_trim(req_field(r, "reason"));
    if (!req_int(r, "version", 0, INT32_MAX, 0, &c->act.version, e))
        return false;
    r->refused = act_refused;
    return req_write(r, fn, acted, c, ret, e);
}

bool rule_publish_post(struct req *r, struct reply *ret, struct err *e)
{
    return act_post(r, publish_write, ret, e);
}

bool rule_withdraw_post(struct req *r, struct reply *ret, struct err *e)
{
    return act_post(r, withdraw_write, ret, e);
}
