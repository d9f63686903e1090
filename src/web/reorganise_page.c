/* reorganise_page.c - /reorganisations: what was proposed; one of them: what moves, what stands in its way, its steps. */
#include "web/reorganise_page.h"

#include "base/arena.h"
#include "base/err.h"
#include "web/money_parts.h"
#include "web/words.h"

enum { SHOWN = 100, TEXT_MAX = 2000, RULES_MAX = 100000 };

static const struct col list_cols[] = {
    {"code", COL_LINK, "/reorganisations/", NULL, NULL}, {"title", COL_PLAIN, NULL, NULL, NULL},
    {"kind", COL_WORD, "reorg_kind", NULL, NULL},        {"state", COL_TAG, "reorg", NULL, NULL},
    {"on_date", COL_PLAIN, NULL, NULL, NULL},            {"lines", COL_PLAIN, NULL, NULL, NULL},
    {"total", COL_WHOLE, NULL, NULL, NULL},              {"made_by", COL_PLAIN, NULL, NULL, NULL},
    {"approved_by", COL_PLAIN, NULL, NULL, NULL},        {"done_by", COL_PLAIN, NULL, NULL, NULL},
};
static const struct col rule_cols[] = {
    {"n", COL_PLAIN, NULL, NULL, NULL},           {"line", COL_PLAIN, NULL, NULL, NULL},
    {"from_agency", COL_PLAIN, NULL, NULL, NULL}, {"from_agency_name", COL_UNDER, NULL, NULL, NULL},
    {"from_output", COL_PLAIN, NULL, NULL, NULL}, {"to_agency", COL_PLAIN, NULL, NULL, NULL},
    {"to_name", COL_UNDER, NULL, NULL, NULL},     {"to_output", COL_PLAIN, NULL, NULL, NULL},
    {"share", COL_PLAIN, NULL, NULL, NULL},
};
static const struct col move_cols[] = {
    {"line", COL_LINK, "/position/lines/", NULL, NULL}, {"line_name", COL_UNDER, NULL, NULL, NULL},
    {"to_agency", COL_PLAIN, NULL, NULL, NULL},         {"to_name", COL_UNDER, NULL, NULL, NULL},
    {"to_output", COL_PLAIN, NULL, NULL, NULL},         {"new_line", COL_LINK, "/position/lines/", NULL, NULL},
    {"share", COL_PLAIN, NULL, NULL, NULL},             {"unallotted", COL_WHOLE, NULL, NULL, NULL},
    {"allotted", COL_WHOLE, NULL, NULL, NULL},          {"reserved", COL_WHOLE, NULL, NULL, NULL},
    {"obligated", COL_WHOLE, NULL, NULL, NULL},         {"disbursed", COL_WHOLE, NULL, NULL, NULL},
};
static const struct col block_cols[] = {
    {"code", COL_LINK, "", "path", NULL},
    {"what", COL_WORD, "reorg_block", NULL, NULL},
    {"line", COL_LINK, "/position/lines/", NULL, NULL},
};
static const struct col bucket_cols[] = {
    {"bucket", COL_WORD, "bucket", NULL, NULL},
    {"before", COL_PLAIN, NULL, NULL, NULL},
    {"moves", COL_PLAIN, NULL, NULL, NULL},
    {"after", COL_PLAIN, NULL, NULL, NULL},
};
static const struct col effect_cols[] = {
    {"what", COL_WORD, "reorg_effect", NULL, NULL},
    {"count", COL_PLAIN, NULL, NULL, NULL},
};
static const struct field bucket_fields[] = {
    FIELD(struct reorg_bucket, bucket, FIELD_KEY, "บัญชี", "Bucket"),
    FIELD(struct reorg_bucket, before, 0, "ก่อน", "Before"),
    FIELD(struct reorg_bucket, moves, 0, "ที่ย้าย", "Moves"),
    FIELD(struct reorg_bucket, after, 0, "หลัง", "After"),
};
const struct row_type reorg_bucket_type = ROW_TYPE(struct reorg_bucket, bucket_fields);

static const struct form_field new_fields[] = {
    {.name = "kind", .kind = FORM_CHOICE, .label = TR("ชนิด"), .required = true},
    {.name = "title", .kind = FORM_TEXT, .label = TR("เรื่อง"), .required = true, .max = 300},
    {.name = "on_date", .kind = FORM_TEXT, .label = TR("วันที่มีผล"), .required = true, .max = 40},
    {.name = "reason", .kind = FORM_LONG, .label = TR("เหตุผล"), .required = true, .max = TEXT_MAX},
    {.name = "doc_no", .kind = FORM_TEXT, .label = TR("เลขที่หนังสือ"), .max = 100},
    {.name = "rules",
     .kind = FORM_LONG,
     .label = TR("ข้อกำหนด หนึ่งข้อต่อบรรทัด"),
     .hint = TR("จากหน่วยงาน,จากผลผลิต,รายการ,ไปหน่วยงาน,ชื่อหน่วยงานใหม่,ไปผลผลิต,ร้อยละ เช่น 11000000,,,10000000,,,100 ช่องว่างคือทั้งหมดหรือตามเดิม"),
     .required = true,
     .max = RULES_MAX},
};
static const struct form_field doc_fields[] = {
    {.name = "doc_no", .kind = FORM_TEXT, .label = TR("หนังสืออนุมัติเลขที่"), .max = 100},
};
static const struct form_field why_fields[] = {
    {.name = "note", .kind = FORM_LONG, .label = TR("เหตุผล"), .required = true, .max = TEXT_MAX},
};

static struct money_section *section(struct req *r, struct money_page *p, const char *id, const char *title,
                                     struct table_view t)
{
    struct money_section *s = money_section(p);

    s->id = str_from(id);
    s->title = tr(r->lang, title);
    s->has_table = true;
    s->table = t;
    s->table.caption = s->title;
    return s;
}

/* ---- the list ---- */

bool reorgs_page(struct req *r, struct reply *ret, struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("ปรับโครงสร้างระหว่างปี"))};
    const struct reorg *x;
    struct rows rows;
    int64_t open = 0;

    if (!reorg_list(r->db, r->a, r->year, &rows, e)) {
        return false;
    }
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &reorg_type, rows.p, rows.n, NULL, STR_NONE, STR("reorganisations"), ret, e);
    }
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        open += str_eq(x[i].state, STR("proposed")) || str_eq(x[i].state, STR("approved"));
    }
    p.lead = rows.n == 0 ? tr(r->lang, TR("ปีนี้ยังไม่มีการปรับโครงสร้าง"))
             : open      ? SAY(r, TR("รออนุมัติหรือรอดำเนินการ {n} เรื่อง"), {STR("{n}"), money_count_text(r, open)})
                         : tr(r->lang, TR("ดำเนินการครบทุกเรื่องแล้ว"));
    section(r, &p, "list", TR("การปรับโครงสร้าง"),
            (struct table_view){.type = &reorg_type,
                                .rows = rows.p,
                                .n = rows.n,
                                .cols = list_cols,
                                .ncols = ARRAY_LEN(list_cols),
                                .empty = tr(r->lang, TR("ยังไม่มี"))})
        ->path = STR("/reorganisations");
    if (actor_may(&r->session.actor, PERM_REORGANISE)) {
        p.tab[p.tab_n++] = (struct money_link){tr(r->lang, TR("เสนอปรับโครงสร้าง")), STR("/reorganisations/new"), false};
    }
    return money_show(r, &p, "/reorganisations", 200, ret, e);
}

/* ---- a new one ---- */

static bool new_show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret, struct err *e)
{
    struct money_page p = {.title = tr(r->lang, TR("เสนอปรับโครงสร้าง"))};
    struct money_panel *panel = money_panel(&p);

    p.lead = tr(r->lang, TR("เสนอแล้วจะเห็นทุกรายการที่ย้ายและสิ่งที่ยังย้ายไม่ได้ ก่อนผู้อื่นอนุมัติ ยังไม่มีเงินเคลื่อน"));
    panel->title = tr(r->lang, TR("การปรับโครงสร้าง"));
    panel->submit = tr(r->lang, TR("เสนอ"));
    panel->action = STR("/reorganisations/new");
    panel->form = money_form(r, new_fields, ARRAY_LEN(new_fields));
    money_words(r, "reorg_kind", &panel->form.field[0]);
    if (wrong) {
        money_refused(r, &p, wrong, which, "/reorganisations");
    }
    return money_show(r, &p, "/reorganisations", status, ret, e);
}

bool reorg_new_page(struct req *r, struct reply *ret, struct err *e)
{
    return new_show(r, NULL, "", 200, ret, e);
}

struct new_more {
    struct reorg_rule_new *rule;
    size_t n;
    struct date on;
    char *path;
    struct money_post *post;
    struct arena *a;
};

/* "33.34" -> 3334; empty = the whole; -1: not a percentage. */
static int64_t read_share(struct str s)
{
    struct money m;
    struct err e;

    s = str_trim(s);
    if (s.n == 0) {
        return 10000;
    }
    return money_parse(s, &m, &e) && m.satang <= 10000 ? m.satang : -1;
}

static struct reorg_rule_new read_rule(struct str line)
{
    struct str cell[7] = {{NULL, 0}}, piece;
    size_t n = 0;

    for (size_t i = 0; i < 7; i++) {
        cell[i] = STR_NONE;
    }
    while (n < 7 && str_split(&line, ',', &piece)) {
        cell[n++] = str_trim(piece);
    }
    return (struct reorg_rule_new){cell[2], cell[0], cell[1], cell[3], cell[4], cell[5], read_share(cell[6])};
}

static void read_rules(struct req *r, struct str text, struct new_more *m)
{
    struct str line;

    m->rule = ARENA_ARRAY(r->a, struct reorg_rule_new, REORG_RULES_MOST + 1);
    while (m->n <= REORG_RULES_MOST && str_split(&text, '\n', &line)) {
        if (str_trim(line).n) {
            m->rule[m->n++] = read_rule(line);
        }
    }
}

static bool propose_write(struct act *by, void *ctx, struct err *e)
{
    struct money_post *p = ctx;
    struct new_more *m = p->more;
    const struct reorg_new n = {.year = p->year,
                                .kind = form_value(&p->form, "kind"),
                                .title = form_value(&p->form, "title"),
                                .reason = form_value(&p->form, "reason"),
                                .doc_no = form_value(&p->form, "doc_no"),
                                .on_date = m->on,
                                .rule = m->rule,
                                .n = m->n};
    struct str code;
    int64_t row;

    if (!reorg_propose(by, &n, &code, &row, e)) {
        return false;
    }
    p->page.path = str_cstr(m->a, str_format(m->a, "/reorganisations/%.*s", STR_FMT(code)));
    return true;
}

bool reorg_new_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);
    struct new_more *m = ARENA_NEW(r->a, struct new_more);

    *p = (struct money_post){.write = propose_write, .more = m};
    *m = (struct new_more){.a = r->a};
    p->page.show = new_show;
    p->page.which = "/new";
    p->page.path = "/reorganisations";
    p->form = money_form(r, new_fields, ARRAY_LEN(new_fields));
    money_words(r, "reorg_kind", &p->form.field[0]);
    form_read(&p->form, r);
    form_check(&p->form, r);
    if (!p->form.wrong) {
        (void)money_day(&p->form, "on_date", r, &m->on);
        read_rules(r, form_value(&p->form, "rules"), m);
    }
    return money_post(r, p, ret, e);
}

/* ---- one ---- */

struct view {
    struct reorg x;
    struct reorg_plan plan;
    struct rows rules, effects, sums;
    struct reorg_bucket bucket[BUCKET_COUNT];
};

static bool read_view(struct req *r, struct view *v, struct err *e)
{
    return reorg_get(r->db, r->a, r->seg[0], &v->x, e) && reorg_plan(r->db, r->a, &v->x, &v->plan, e) &&
           reorg_rules(r->db, r->a, v->x.id, &v->rules, e) && reorg_effects(r->db, r->a, v->x.id, &v->effects, e) &&
           reorg_sums(r->db, r->a, v->x.id, &v->sums, e);
}

/* Done: as it was written then; else the year as it stands, which does not change. */
static void fill_buckets(struct view *v)
{
    const struct balance *c = &v->plan.city, *m = &v->plan.moves;
    const struct money now[] = {c->source,    c->unallotted, c->allotted,  c->reserved, c->obligated,
                                c->disbursed, c->carried_a,  c->carried_b, c->lapsed};
    const struct money moves[] = {m->source,    m->unallotted, m->allotted,  m->reserved, m->obligated,
                                  m->disbursed, m->carried_a,  m->carried_b, m->lapsed};
    const struct reorg_sum *s = v->sums.p;

    for (size_t i = 0; i < BUCKET_COUNT; i++) {
        v->bucket[i] = (struct reorg_bucket){str_from(bucket_word((enum bucket)i)), now[i], moves[i], now[i]};
        if (v->sums.n == BUCKET_COUNT) {
            v->bucket[i].before = s[i].before;
            v->bucket[i].after = s[i].after;
        }
    }
}

static struct str lead_of(struct req *r, const struct view *v)
{
    const struct reorg *x = &v->x;

    if (str_eq(x->state, STR("done"))) {
        return SAY(r, TR("ย้ายแล้ว {n} รายการ {sum} บาท มีผล {on} ยอดรวมของเมืองทุกบัญชีเท่าเดิม"),
                   {STR("{n}"), money_count_text(r, v->plan.lines)}, {STR("{sum}"), money_text(r->a, x->total, MONEY_COMMAS)},
                   {STR("{on}"), money_day_text(r, x->on_date)});
    }
    if (v->plan.blocks == 0) {
        return SAY(r, TR("{state}: จะย้าย {n} รายการ {sum} บาท ตั้งแต่ {on} ไม่มีเอกสารค้าง"),
                   {STR("{state}"), word_label("reorg", x->state, r->lang)}, {STR("{n}"), money_count_text(r, v->plan.lines)},
                   {STR("{sum}"), money_text(r->a, v->plan.total, MONEY_COMMAS)},
                   {STR("{on}"), money_day_text(r, x->on_date)});
    }
    return SAY(r, TR("{state}: จะย้าย {n} รายการ {sum} บาท ตั้งแต่ {on} ยังย้ายไม่ได้เพราะเอกสารค้าง {blocks} เรื่อง"),
               {STR("{state}"), word_label("reorg", x->state, r->lang)}, {STR("{n}"), money_count_text(r, v->plan.lines)},
               {STR("{sum}"), money_text(r->a, v->plan.total, MONEY_COMMAS)},
               {STR("{on}"), money_day_text(r, x->on_date)},
               {STR("{blocks}"), money_count_text(r, (int64_t)v->plan.blocks)});
}

static void put_tables(struct req *r, struct money_page *p, struct view *v)
{
    struct str path = str_format(r->a, "/reorganisations/%.*s", STR_FMT(v->x.code));
    size_t shown = v->plan.n < SHOWN ? v->plan.n : SHOWN;
    struct money_section *s;

    if (v->plan.blocks) {
        section(r, p, "blocks", TR("เอกสารที่ต้องทำให้เสร็จหรือถอนก่อน"),
                (struct table_view){.type = &reorg_block_type,
                                    .rows = v->plan.block,
                                    .n = v->plan.blocks < SHOWN ? v->plan.blocks : SHOWN,
                                    .cols = block_cols,
                                    .ncols = ARRAY_LEN(block_cols)});
    }
    section(r, p, "rules", TR("ข้อกำหนด"),
            (struct table_view){.type = &reorg_rule_type,
                                .rows = v->rules.p,
                                .n = v->rules.n,
                                .cols = rule_cols,
                                .ncols = ARRAY_LEN(rule_cols)})
        ->path = str_format(r->a, "%.*s/rules", STR_FMT(path));
    section(r, p, "buckets", TR("ทั้งเมืองก่อนและหลัง"),
            (struct table_view){.type = &reorg_bucket_type,
                                .rows = v->bucket,
                                .n = BUCKET_COUNT,
                                .cols = bucket_cols,
                                .ncols = ARRAY_LEN(bucket_cols)})
        ->unit = tr(r->lang, TR("บาท"));
    s = section(r, p, "moves", TR("รายการที่ย้าย"),
                (struct table_view){.type = &reorg_move_type,
                                    .rows = v->plan.move,
                                    .n = shown,
                                    .cols = move_cols,
                                    .ncols = ARRAY_LEN(move_cols)});
    s->path = path;
    s->unit = tr(r->lang, TR("บาท"));
    if (shown < v->plan.n) {
        s->note = SAY(r, TR("แสดง {n} แถวแรก ทั้งหมดอยู่ในแฟ้มที่ดาวน์โหลด"), {STR("{n}"), money_count_text(r, SHOWN)});
    }
    if (v->effects.n) {
        section(r, p, "effects", TR("สิ่งที่ตามไปด้วย"),
                (struct table_view){.type = &reorg_effect_type,
                                    .rows = v->effects.p,
                                    .n = v->effects.n,
                                    .cols = effect_cols,
                                    .ncols = ARRAY_LEN(effect_cols)});
    }
}

static struct money_panel *panel_of(struct req *r, struct money_page *p, const struct reorg *x, const char *what,
                                    const char *title)
{
    struct money_panel *panel = money_panel(p);

    panel->title = tr(r->lang, title);
    panel->submit = panel->title;
    panel->action = str_format(r->a, "/reorganisations/%.*s?do=%s&version=%lld", STR_FMT(x->code), what,
                               (long long)x->version);
    return panel;
}

static void put_panels(struct req *r, struct money_page *p, const struct reorg *x)
{
    const struct actor *who = &r->session.actor;
    bool waits = str_eq(x->state, STR("proposed")), ready = str_eq(x->state, STR("approved"));
    struct money_panel *panel;
    struct err no;

    if (waits && actor_check_city(who, PERM_POST_APPROVE, &no) && !str_eq(x->made_by, who->name)) {
        panel = panel_of(r, p, x, "approve", TR("อนุมัติการปรับโครงสร้าง"));
        panel->note = tr(r->lang, TR("ผู้อนุมัติเป็นคนละคนกับผู้เสนอ"));
        panel->form = money_form(r, doc_fields, ARRAY_LEN(doc_fields));
        panel->form.field[0].value = x->doc_no;
    }
    if (ready && actor_check_city(who, PERM_REORGANISE, &no) && !str_eq(x->approved_by, who->name)) {
        panel = panel_of(r, p, x, "execute", TR("ดำเนินการปรับโครงสร้าง"));
        panel->note = tr(r->lang, TR("ทั้งหมดในครั้งเดียว ทำได้ครั้งเดียว แก้ได้ด้วยการปรับโครงสร้างครั้งใหม่เท่านั้น"));
    }
    if ((waits || ready) && actor_check_city(who, PERM_REORGANISE, &no)) {
        panel = panel_of(r, p, x, "drop", TR("ยกเลิกการเสนอ"));
        panel->form = money_form(r, why_fields, ARRAY_LEN(why_fields));
        panel->second = true;
    }
}

static bool one_show(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret, struct err *e)
{
    struct view *v = ARENA_NEW(r->a, struct view);
    struct money_page p = {.title = STR_NONE};

    if (!read_view(r, v, e)) {
        return false;
    }
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &reorg_move_type, v->plan.move, v->plan.n, NULL, STR_NONE, v->x.code, ret, e);
    }
    fill_buckets(v);
    p.title = str_format(r->a, "%.*s %.*s", STR_FMT(v->x.code), STR_FMT(v->x.title));
    p.lead = lead_of(r, v);
    money_fact(&p, tr(r->lang, TR("ชนิด")), word_label("reorg_kind", v->x.kind, r->lang), word_label("reorg", v->x.state, r->lang));
    money_fact(&p, tr(r->lang, TR("ผู้เสนอ")), v->x.made_by, v->x.reason);
    if (v->x.approved_by.n) {
        money_fact(&p, tr(r->lang, TR("ผู้อนุมัติ")), v->x.approved_by, v->x.doc_no);
    }
    if (v->x.done_by.n) {
        money_fact(&p, tr(r->lang, TR("ผู้ดำเนินการ")), v->x.done_by, money_day_text(r, date_of_ms(v->x.done.ms)));
    }
    if (str_eq(v->x.state, STR("done"))) {
        p.tab[p.tab_n++] = (struct money_link){tr(r->lang, TR("ฐานะงบประมาณตามโครงสร้างเดิม")), STR("/position?structure=old"), false};
        p.tab[p.tab_n++] =
            (struct money_link){tr(r->lang, TR("ฐานะงบประมาณที่เทียบได้")), STR("/position?structure=comparable"), false};
    }
    put_tables(r, &p, v);
    put_panels(r, &p, &v->x);
    if (wrong) {
        money_refused(r, &p, wrong, which, "/reorganisations");
    }
    return money_show(r, &p, "/reorganisations", status, ret, e);
}

bool reorg_page(struct req *r, struct reply *ret, struct err *e)
{
    return one_show(r, NULL, "", 200, ret, e);
}

bool reorg_rules_page(struct req *r, struct reply *ret, struct err *e)
{
    struct rows rows;
    struct reorg x;

    if (!reorg_get(r->db, r->a, r->seg[0], &x, e)) {
        return false;
    }
    if (r->format == FORMAT_HTML) {
        reply_redirect(r, str_format(r->a, "/reorganisations/%.*s#rules", STR_FMT(x.code)), ret);
        return true;
    }
    return reorg_rules(r->db, r->a, x.id, &rows, e) &&
           reply_table(r, &reorg_rule_type, rows.p, rows.n, NULL, STR_NONE, STR("rules"), ret, e);
}

struct one_more {
    struct str code, what;
    int64_t version;
};

static bool one_write(struct act *by, void *ctx, struct err *e)
{
    const struct money_post *p = ctx;
    const struct one_more *m = p->more;
    bool again;

    if (str_eq(m->what, STR("approve"))) {
        return reorg_approve(by, m->code, m->version, form_value(&p->form, "doc_no"), e);
    }
    if (str_eq(m->what, STR("drop"))) {
        return reorg_drop(by, m->code, m->version, form_value(&p->form, "note"), e);
    }
    return reorg_execute(by, m->code, m->version, &again, e);
}

bool reorg_post(struct req *r, struct reply *ret, struct err *e)
{
    struct str what = req_query(r, "do").n ? req_query(r, "do") : req_field(r, "do"), version = req_query(r, "version");
    bool approve = str_eq(what, STR("approve")), drop = str_eq(what, STR("drop"));
    struct money_post *p = ARENA_NEW(r->a, struct money_post);
    struct one_more *m = ARENA_NEW(r->a, struct one_more);

    if (!approve && !drop && !str_eq(what, STR("execute"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("do")));
        err_arg(e, "value", V(what));
        err_arg(e, "expected", V(STR("approve execute drop")));
        return false;
    }
    *p = (struct money_post){.write = one_write, .more = m};
    *m = (struct one_more){.code = r->seg[0], .what = what, .version = version.n ? 0 : -1};
    for (size_t i = 0; i < version.n && i < 9; i++) {
        m->version = version.p[i] >= '0' && version.p[i] <= '9' ? m->version * 10 + (version.p[i] - '0') : 0;
    }
    p->page.show = one_show;
    p->page.which = str_cstr(r->a, str_format(r->a, "/%.*s?do=%.*s&version=%.*s", STR_FMT(m->code), STR_FMT(what), STR_FMT(version)));
    p->page.path = str_cstr(r->a, str_format(r->a, "/reorganisations/%.*s", STR_FMT(m->code)));
    p->form = approve ? money_form(r, doc_fields, ARRAY_LEN(doc_fields)) : drop ? money_form(r, why_fields, ARRAY_LEN(why_fields))
                                                                                : (struct form){.n = 0};
    if (approve || drop) {
        form_read(&p->form, r);
        form_check(&p->form, r);
    }
    return money_post(r, p, ret, e);
}
