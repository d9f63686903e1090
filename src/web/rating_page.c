/* rating_page.c - /rating: packages to score, a sheet, the third's decision, the order and its ties. */
#include "allocate/scenario.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/exact.h"
#include "perform/past_evidence.h"
#include "web/criteria_page.h"
#include "web/words.h"

enum { PER_CRITERION = 3, RANK_PAGE = 200, DIVISIONS = 6 };

static const struct col row_cols[] = {
    {"title", COL_LINK, "/rating/", "code", NULL}, {"code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},  {"level_kind", COL_WORD, "level", NULL, NULL},
    {"sent", COL_PLAIN, NULL, NULL, NULL},         {"mine", COL_TAG, "rating_mine", NULL, NULL},
    {"state", COL_TAG, "rating", NULL, NULL},      {"differing", COL_PLAIN, NULL, NULL, NULL},
    {"points", COL_SCORE, NULL, "has_points", NULL}, {"spread", COL_SCORE, NULL, "has_points", NULL}};
static const struct col rank_cols[] = {
    {"rank", COL_PLAIN, NULL, NULL, NULL},        {"quartile", COL_PLAIN, NULL, NULL, NULL},
    {"title", COL_LINK, "/rating/", "code", NULL}, {"code", COL_UNDER, NULL, NULL, NULL},
    {"agency_name", COL_PLAIN, NULL, NULL, NULL}, {"points", COL_SCORE, NULL, NULL, NULL},
    {"spread", COL_SCORE, NULL, NULL, NULL},      {"amount", COL_MILLION, NULL, NULL, TR("วงเงิน (ล้านบาท)")},
    {"funded", COL_YES, NULL, NULL, NULL},        {"tied", COL_PLAIN, NULL, NULL, NULL},
    {"across", COL_PLAIN, NULL, NULL, NULL}};
static const struct col blind_cols[] = {{"name", COL_PLAIN, NULL, NULL, NULL},
                                        {"source", COL_WORD, "criteria_source", NULL, NULL},
                                        {"weight", COL_BAR, NULL, NULL, NULL},
                                        {"has_data", COL_YES, NULL, NULL, NULL},
                                        {"no_data_why", COL_UNDER, NULL, NULL, NULL}};
static const struct col both_cols[] = {
    {"name", COL_PLAIN, NULL, NULL, NULL},           {"weight", COL_BAR, NULL, NULL, NULL},
    {"first_text", COL_NUMBER, NULL, NULL, NULL},          {"first_by", COL_UNDER, NULL, NULL, NULL},
    {"first_evidence", COL_PLAIN, NULL, NULL, NULL}, {"second_text", COL_NUMBER, NULL, NULL, NULL},
    {"second_by", COL_UNDER, NULL, NULL, NULL},      {"second_evidence", COL_PLAIN, NULL, NULL, NULL},
    {"differs", COL_YES, NULL, NULL, NULL},          {"settled_text", COL_NUMBER, NULL, NULL, NULL},
    {"settled_why", COL_PLAIN, NULL, NULL, NULL}};
static const struct form_field filter_fields[] = {
    {.name = "show", .kind = FORM_CHOICE, .label = TR("แสดง")},
    {.name = "division", .kind = FORM_NUMBER, .label = TR("กองวิเคราะห์")},
};
static const struct form_field apply_fields[] = {
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผล"), .required = true, .max = 2000},
};

/* ---- the list ---- */

static int64_t own_division(const struct req *r)
{
    for (int64_t i = 0; i < r->session.actor.grants; i++) {
        if (r->session.actor.grant[i].scope.kind == SCOPE_DIVISION) {
            return r->session.actor.grant[i].scope.id;
        }
    }
    return 0;
}

static bool list_filter(struct req *r, struct rating_filter *f, struct err *e)
{
    bool asked = req_has(r, "division");

    *f = (struct rating_filter){.year = r->year, .show = req_query(r, "show"), .scorer = r->session.actor.name};
    if (!f->show.n) {
        f->show = STR("todo");
    }
    return req_int(r, "division", 0, DIVISIONS, asked ? 0 : own_division(r), &f->division, e) &&
           req_int(r, "after", 0, INT64_MAX, 0, &f->after, e);
}

static void put_filter(struct req *r, struct money_page *p, const struct rating_filter *f)
{
    p->filter = money_form(r, filter_fields, ARRAY_LEN(filter_fields));
    p->has_filter = true;
    p->filter_path = STR("/rating");
    money_words(r, "rating_show", form_find(&p->filter, "show"));
    form_find(&p->filter, "show")->value = f->show;
    form_find(&p->filter, "division")->value = f->division ? str_format(r->a, "%lld", (long long)f->division) : STR_NONE;
}

static void put_progress(struct req *r, struct money_page *p, const struct rows *divisions)
{
    const struct rating_division *d = divisions->p;
    struct rating_division *sum = ARENA_NEW(r->a, struct rating_division);
    struct money_section *s;

    for (size_t i = 0; i < divisions->n; i++) {
        sum->packages += d[i].packages;
        sum->none += d[i].none;
        sum->one += d[i].one;
        sum->both += d[i].both;
        sum->disagreed += d[i].disagreed;
        sum->settled += d[i].settled;
        sum->applied += d[i].applied;
    }
    p->lead = SAY(r, TR("ปี {year} มี {n} ข้อเสนอที่ต้องให้คะแนน ส่งครบสองคนแล้ว {both} เห็นต่างรอคนที่สาม {apart} ได้คะแนนแล้ว {settled}"),
                  {STR("{year}"), money_year_text(r, r->year)}, {STR("{n}"), money_count_text(r, sum->packages)},
                  {STR("{both}"), money_count_text(r, sum->both)}, {STR("{apart}"), money_count_text(r, sum->disagreed)},
                  {STR("{settled}"), money_count_text(r, sum->settled)});
    s = value_table(r, p, "divisions", tr(r->lang, TR("ความคืบหน้าตามกองวิเคราะห์")),
                    (struct table_view){.type = &rating_division_type, .rows = divisions->p, .n = divisions->n, .total = sum});
    s->path = STR("/rating/divisions");
}

static bool list_show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret, struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("ให้คะแนนข้อเสนอ"))};
    struct rating_filter f;
    struct criteria_set set;
    struct rows rows, divisions;
    struct money_section *s;
    struct money_panel *x;
    struct str next = STR_NONE;
    bool found;

    if (!list_filter(r, &f, e) || !rating_list(r->db, r->a, &f, r->lang, &rows, e)) {
        return false;
    }
    if (rows.n > RATING_PAGE) {
        rows.n = RATING_PAGE;
        next = str_format(r->a, "%lld", (long long)((const struct rating_row *)rows.p)[RATING_PAGE - 1].id);
        p.next = str_format(r->a, "/rating?show=%.*s&division=%lld&after=%.*s", STR_FMT(f.show), (long long)f.division, STR_FMT(next));
    }
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &rating_row_type, rows.p, rows.n, NULL, next, STR("rating"), ret, e);
    }
    if (!rating_progress(r->db, r->a, r->year, &divisions, e) || !criteria_find(r->db, r->a, r->year, &set, &found, e)) {
        return false;
    }
    criteria_tabs(r, &p, "/rating");
    put_filter(r, &p, &f);
    put_progress(r, &p, &divisions);
    if (!found) {
        money_note(&p, tr(r->lang, TR("ยังไม่ประกาศเกณฑ์คะแนนของปีนี้ จึงยังให้คะแนนไม่ได้")), STR("/criteria"), tr(r->lang, TR("เกณฑ์คะแนน")));
    }
    s = value_table(r, &p, "list", word_label("rating_show", f.show, r->lang),
                    (struct table_view){.type = &rating_row_type,
                                        .rows = rows.p,
                                        .n = rows.n,
                                        .cols = row_cols,
                                        .ncols = ARRAY_LEN(row_cols),
                                        .empty = tr(r->lang, TR("ไม่มีข้อเสนอตามที่เลือก"))});
    s->path = STR("/rating");
    s->query = str_format(r->a, "show=%.*s&division=%lld", STR_FMT(f.show), (long long)f.division);
    if (found && actor_may(&r->session.actor, PERM_CRITERIA)) {
        x = money_panel(&p);
        x->title = tr(r->lang, TR("ใช้คะแนนที่ตกลงแล้วเป็นคะแนนข้อเสนอ"));
        x->note = tr(r->lang, TR("มีผลพร้อมกันทุกข้อเสนอที่ได้คะแนนแล้ว ข้อเสนอที่ยังไม่มีคะแนนตามเกณฑ์ใช้คะแนนเดิม ซึ่งเป็นคนละมาตรา จึงควรใช้เมื่อให้คะแนนครบ"));
        x->action = STR("/rating/apply");
        x->submit = tr(r->lang, TR("ใช้คะแนน"));
        x->second = true;
        x->form = money_form(r, apply_fields, ARRAY_LEN(apply_fields));
    }
    money_refused(r, &p, wrong, which, "/rating/");
    return money_show(r, &p, "/rating", status, ret, e);
}

bool rating_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, NULL, "", 200, ret, e);
}

bool rating_divisions_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;

    if (r->format == FORMAT_HTML) {
        reply_redirect(r, STR("/rating#divisions"), ret);
        return true;
    }
    return rating_progress(r->db, r->a, r->year, &rows, e) &&
           reply_table(r, &rating_division_type, rows.p, rows.n, NULL, STR_NONE, STR("rating-divisions"), ret, e);
}

/* ---- the order ---- */

static struct str ranking_lead(struct req *r, const struct rows *rows)
{
    const struct rating_rank *x = rows->p;
    int64_t tied = 0, across = 0;

    for (size_t i = 0; i < rows->n; i++) {
        tied += x[i].tied > 0;
        across += x[i].across > 0;
    }
    return SAY(r, TR("{n} ข้อเสนอมีคะแนนตามเกณฑ์ {tied} ข้อเสนอคะแนนแยกจากข้อเสนออื่นไม่ได้เพราะผู้ให้คะแนนต่างกันมากกว่าระยะห่าง ในจำนวนนั้น {across} ข้อเสนอผลการจัดสรรตรงข้ามกับที่เสมอกัน"),
               {STR("{n}"), money_count_text(r, (int64_t)rows->n)}, {STR("{tied}"), money_count_text(r, tied)},
               {STR("{across}"), money_count_text(r, across)});
}

bool rating_ranking_page(struct req *r, struct reply *ret, struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("ลำดับและข้อเสนอที่เสมอกัน"))};
    struct money_section *s;
    struct rows rows;
    int64_t after;
    size_t n;

    if (!req_int(r, "after", 0, INT32_MAX, 0, &after, e) || !rating_ranking(r->db, r->a, r->year, &rows, e)) {
        return false;
    }
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &rating_rank_type, rows.p, rows.n, NULL, STR_NONE, STR("rating-ranking"), ret, e);
    }
    p.lead = ranking_lead(r, &rows);
    criteria_tabs(r, &p, "/rating/ranking");
    after = after > (int64_t)rows.n ? (int64_t)rows.n : after;
    n = rows.n - (size_t)after;
    if (n > RANK_PAGE) {
        n = RANK_PAGE;
        p.next = str_format(r->a, "/rating/ranking?after=%lld", (long long)(after + RANK_PAGE));
    }
    s = value_table(r, &p, "ranking", tr(r->lang, TR("จากคะแนนสูงสุด")),
                    (struct table_view){.type = &rating_rank_type,
                                        .rows = n ? (const struct rating_rank *)rows.p + after : NULL,
                                        .n = n,
                                        .cols = rank_cols,
                                        .ncols = ARRAY_LEN(rank_cols),
                                        .empty = tr(r->lang, TR("ยังไม่มีข้อเสนอที่ได้คะแนนครบ"))});
    s->path = STR("/rating/ranking");
    s->note = tr(r->lang, TR("เรียงตามคะแนน แล้วคะแนนหน้าที่ตามกฎหมายมากกว่า แล้ววงเงินน้อยกว่า แล้วรหัส ควอร์ไทล์ 1 คือสูงสุด เสมอ = คะแนนต่างกันไม่เกินช่วงต่างของผู้ให้คะแนนทั้งสองข้อเสนอรวมกัน"));
    return money_show(r, &p, "/rating", 200, ret, e);
}

/* ---- one sheet ---- */

static struct form_choice *score_choices(struct req *r, const struct rating_score_row *x)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, CRITERIA_ANCHORS + 1);
    struct str rest = x->anchors, line;

    c[0].label = tr(r->lang, TR("ยังไม่ให้คะแนน"));
    for (int k = 0; k < CRITERIA_ANCHORS; k++) {
        if (!str_split(&rest, '\n', &line)) {
            line = STR_NONE;
        }
        c[k + 1].value = str_format(r->a, "%d", k);
        c[k + 1].label = str_format(r->a, "%d: %.*s", k, STR_FMT(str_trim(line)));
    }
    return c;
}

static struct form_choice *evidence_choices(struct req *r, const struct rows *evidence)
{
    const struct rating_evidence *v = evidence->p;
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, evidence->n + 1);

    c[0].label = tr(r->lang, TR("เลือกหลักฐาน"));
    for (size_t i = 0; i < evidence->n; i++) {
        struct str kind = word_label("rating_evidence", v[i].kind, r->lang);

        c[i + 1].value = str_format(r->a, "%.*s %.*s", STR_FMT(v[i].kind), STR_FMT(v[i].code));
        c[i + 1].label = str_format(r->a, "%.*s %.*s %.*s", STR_FMT(kind), STR_FMT(v[i].code), STR_FMT(v[i].name));
    }
    return c;
}

/* Score, evidence and note a criterion that has data; `third`: only of those far apart, no evidence. */
static struct form sheet_form(struct req *r, const struct rating_sheet *x, const struct rows *evidence, bool third)
{
    const struct rating_score_row *s = x->rows.p;
    struct form_choice *choice = third ? NULL : evidence_choices(r, evidence);
    struct form f = {.n = 0};
    struct form_field *v;

    f.field = ARENA_ARRAY(r->a, struct form_field, PER_CRITERION * x->rows.n + 1);
    for (size_t i = 0; i < x->rows.n; i++) {
        if (!s[i].has_data || (third && !s[i].differs)) {
            continue;
        }
        v = &f.field[f.n++];
        *v = (struct form_field){.name = criteria_field(r, "score", s[i].criterion), .kind = FORM_CHOICE, .choice = score_choices(r, &s[i]),
                                 .choices = CRITERIA_ANCHORS + 1};
        v->label = str_format(r->a, "%.*s%c", STR_FMT(s[i].name), 0).p;
        v->value = !third && s[i].mine >= 0 ? str_format(r->a, "%lld", (long long)s[i].mine) : STR_NONE;
        if (!third) {
            v = &f.field[f.n++];
            *v = (struct form_field){.name = criteria_field(r, "evidence", s[i].criterion), .kind = FORM_CHOICE, .label = TR("หลักฐาน"),
                                     .choice = choice, .choices = evidence->n + 1};
            v->value = s[i].evidence.n ? str_format(r->a, "%.*s %.*s", STR_FMT(s[i].evidence_kind), STR_FMT(s[i].evidence)) : STR_NONE;
        }
        v = &f.field[f.n++];
        *v = (struct form_field){.name = criteria_field(r, "note", s[i].criterion), .kind = FORM_TEXT, .label = TR("เหตุผล"),
                                 .required = third, .max = 2000, .value = third ? STR_NONE : s[i].note};
    }
    v = &f.field[f.n++];
    *v = (struct form_field){.name = "version", .kind = FORM_HIDDEN, .label = TR("ครั้งที่แก้")};
    v->value = str_format(r->a, "%lld", (long long)(third ? x->final_version : x->version));
    return f;
}

static struct str path_of(struct req *r, const struct rating_sheet *x, const char *more)
{
    return str_format(r->a, "/rating/%.*s%s", STR_FMT(x->code), more);
}

static void put_work(struct req *r, struct money_page *p, const struct rating_sheet *x, const struct rows *evidence)
{
    bool open = !str_eq(x->mine, STR("sent")) && (x->mine.n || x->seats < 2);
    struct money_panel *panel;

    if (actor_belongs(&r->session.actor, x->agency_id)) {
        return;
    }
    if (open) {
        panel = money_panel(p);
        panel->title = tr(r->lang, TR("คะแนนของฉัน"));
        panel->note = tr(r->lang, TR("ทุกคะแนนต้องมีหลักฐาน ผู้ให้คะแนนอีกคนไม่เห็นจนกว่าจะส่งครบทั้งสองคน"));
        panel->action = path_of(r, x, "/save");
        panel->submit = tr(r->lang, TR("ส่งคะแนน"));
        panel->form = sheet_form(r, x, evidence, false);
    } else if (str_eq(x->final_state, STR("disagreed")) && !x->mine.n) {
        panel = money_panel(p);
        panel->title = tr(r->lang, TR("ตัดสินเกณฑ์ที่เห็นต่าง"));
        panel->action = path_of(r, x, "/settle");
        panel->submit = tr(r->lang, TR("ตัดสิน"));
        panel->form = sheet_form(r, x, evidence, true);
    }
}

static struct str one_lead(struct req *r, const struct rating_sheet *x)
{
    if (x->has_points) {
        return SAY(r, TR("{title} ของ{agency}: {points} คะแนน (± {spread} จากที่ผู้ให้คะแนนสองคนต่างกัน)"), {STR("{title}"), x->title},
                   {STR("{agency}"), x->agency_name}, {STR("{points}"), value_number(r, x->points, 2)},
                   {STR("{spread}"), value_number(r, x->spread, 2)});
    }
    if (x->final_state.n) {
        return SAY(r, TR("{title} ของ{agency}: สองคนให้คะแนนต่างกันมาก รอคนที่สามตัดสิน"), {STR("{title}"), x->title},
                   {STR("{agency}"), x->agency_name});
    }
    return SAY(r, TR("{title} ของ{agency}: ส่งคะแนนแล้ว {n} จากสองคน"), {STR("{title}"), x->title}, {STR("{agency}"), x->agency_name},
               {STR("{n}"), money_count_text(r, x->sent)});
}

/* What is known of the package beside its form: past results, and what the newest run said. */
static bool put_known(struct req *r, struct money_page *p, const struct rating_sheet *x, struct err *e)
{
    struct package_reason why;
    struct evidence_own own;
    struct str past;
    bool found;

    if (!evidence_of_package(r->db, r->a, x->package_id, x->year, r->lang, &own, e) ||
        !run_package_reason(r->db, r->a, x->package_id, &why, &found, e)) {
        return false;
    }
    past = evidence_sentence(r->a, &own.effect, &own.city, r->lang);
    money_note(p,
               past.n ? SAY(r, TR("ผลงานปีก่อน (คูณคะแนนภายหลังครั้งเดียว ไม่ต้องนับซ้ำในเกณฑ์): {past}"), {STR("{past}"), past})
                      : tr(r->lang, TR("ยังไม่มีผลงานปีก่อนที่นับได้ ตัวคูณเท่ากับหนึ่ง")),
               str_format(r->a, "/value/evidence/%.*s", STR_FMT(x->code)), tr(r->lang, TR("หลักฐานผลงาน")));
    if (found) {
        money_note(p, lang_pick(r->lang, str_cstr(r->a, why.th), str_cstr(r->a, why.en)), str_format(r->a, "/packages/%.*s", STR_FMT(x->code)), x->code);
    } else {
        money_note(p, tr(r->lang, TR("เปิดข้อเสนอเพื่ออ่านทั้งหมด")), str_format(r->a, "/packages/%.*s", STR_FMT(x->code)), x->code);
    }
    return true;
}

static bool one_show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret, struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("คะแนนของข้อเสนอ"))};
    struct rating_sheet x;
    struct rows evidence;
    struct money_section *s;
    bool both;

    if (!rating_sheet(r->db, r->a, &(struct rating_ask){&r->session.actor, r->year, r->seg[0], r->lang}, &x, e)) {
        return false;
    }
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &rating_score_row_type, x.rows.p, x.rows.n, NULL, STR_NONE, x.code, ret, e);
    }
    if (!rating_evidence(r->db, r->a, x.package_id, r->lang, &evidence, e) || !put_known(r, &p, &x, e)) {
        return false;
    }
    both = x.sent == 2;
    p.lead = one_lead(r, &x);
    criteria_tabs(r, &p, "");
    s = value_table(r, &p, "scores", tr(r->lang, TR("คะแนนตามเกณฑ์")),
                    (struct table_view){.type = &rating_score_row_type,
                                        .rows = x.rows.p,
                                        .n = x.rows.n,
                                        .cols = both ? both_cols : blind_cols,
                                        .ncols = both ? ARRAY_LEN(both_cols) : ARRAY_LEN(blind_cols)});
    s->path = path_of(r, &x, "");
    s->note = both ? tr(r->lang, TR("– คือเกณฑ์ที่ไม่มีข้อมูลปีนี้ หรือไม่ต้องตัดสิน"))
                   : tr(r->lang, TR("คะแนนของผู้อื่นเปิดเมื่อส่งครบทั้งสองคน เกณฑ์ที่ไม่มีข้อมูลไม่ต้องให้คะแนน"));
    s = value_table(r, &p, "evidence", tr(r->lang, TR("หลักฐานที่เลือกได้")),
                    (struct table_view){.type = &rating_evidence_type, .rows = evidence.p, .n = evidence.n,
                                        .empty = tr(r->lang, TR("ข้อเสนอนี้ยังไม่มีหลักฐานใด ขอจากหน่วยงานก่อนให้คะแนน"))});
    s->path = path_of(r, &x, "/evidence");
    put_work(r, &p, &x, &evidence);
    money_refused(r, &p, wrong, which, path_of(r, &x, "/").p);
    return money_show(r, &p, "/rating", status, ret, e);
}

bool rating_one_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, NULL, "", 200, ret, e);
}

bool rating_evidence_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rating_sheet x;
    struct rows rows;

    if (!rating_sheet(r->db, r->a, &(struct rating_ask){&r->session.actor, r->year, r->seg[0], r->lang}, &x, e)) {
        return false;
    }
    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "/rating/%.*s#evidence", STR_FMT(x.code)), ret);
        return true;
    }
    return rating_evidence(r->db, r->a, x.package_id, r->lang, &rows, e) &&
           reply_table(r, &rating_evidence_type, rows.p, rows.n, NULL, STR_NONE, STR("rating-evidence"), ret, e);
}

/* ---- posts ---- */

struct scoring {
    struct str code;
    struct rating_change c;
    struct rating_decision d;
    struct str reason;
};

static bool save_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    const struct scoring *s = p->more;

    return rating_save(by, p->year, s->code, &s->c, e);
}

static bool settle_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    const struct scoring *s = p->more;

    return rating_settle(by, p->year, s->code, &s->d, e);
}

static bool apply_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    const struct scoring *s = p->more;
    int64_t n;

    return rating_apply(by, p->year, s->reason, &n, e);
}

static struct rating_item read_item(struct req *r, struct form *f, struct str word)
{
    struct str both = form_value(f, criteria_field(r, "evidence", word)), score = form_value(f, criteria_field(r, "score", word)), kind = STR_NONE;
    struct rating_item x = {.criterion = word, .score = RATING_NONE, .note = form_value(f, criteria_field(r, "note", word))};

    (void)str_split(&both, ' ', &kind);
    x.evidence_kind = kind;
    x.evidence = both;
    if (score.n && !exact_parse_decimal(score, 0, &x.score)) {
        x.score = INT32_MAX; /* refused with the field's name */
    }
    return x;
}

static bool post(struct req *r, bool third, struct reply *ret, struct err *e)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);
    struct scoring *s = ARENA_NEW(r->a, struct scoring);
    const struct rating_score_row *row;
    struct rating_sheet x;
    struct rows evidence = {NULL, 0};
    int64_t version = 0;

    if (!rating_sheet(r->db, r->a, &(struct rating_ask){&r->session.actor, r->year, r->seg[0], r->lang}, &x, e) ||
        !rating_evidence(r->db, r->a, x.package_id, r->lang, &evidence, e)) {
        return false;
    }
    s->code = x.code;
    p->page.show = one_show;
    p->page.which = third ? "settle" : "save";
    p->page.path = str_format(r->a, "/rating/%.*s%c", STR_FMT(x.code), 0).p;
    p->write = third ? settle_write : save_write;
    p->more = s;
    p->form = sheet_form(r, &x, &evidence, third);
    form_read(&p->form, r);
    if (form_check(&p->form, r)) {
        (void)form_int(&p->form, "version", r, 0, INT64_MAX, &version);
    }
    row = x.rows.p;
    for (size_t i = 0; i < x.rows.n; i++) {
        struct rating_item item;

        if (!form_find(&p->form, criteria_field(r, "score", row[i].criterion))) {
            continue;
        }
        item = read_item(r, &p->form, row[i].criterion);
        if (third) {
            s->d.item[s->d.n++] = item;
        } else {
            s->c.item[s->c.n++] = item;
        }
    }
    s->c.send = true;
    s->c.version = s->d.version = version;
    return money_post(r, p, ret, e);
}

bool rating_save_post(struct req *r, struct reply *ret, struct err *e)
{
    return post(r, false, ret, e);
}

bool rating_settle_post(struct req *r, struct reply *ret, struct err *e)
{
    return post(r, true, ret, e);
}

bool rating_apply_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);
    struct scoring *s = ARENA_NEW(r->a, struct scoring);

    p->page.show = list_show;
    p->page.which = "apply";
    p->page.path = "/rating";
    p->write = apply_write;
    p->more = s;
    p->form = money_form(r, apply_fields, ARRAY_LEN(apply_fields));
    form_read(&p->form, r);
    (void)form_check(&p->form, r);
    s->reason = form_value(&p->form, "reason");
    return money_post(r, p, ret, e);
}
