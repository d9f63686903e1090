/* executive_page.c - /executive-reports: reports to the executive, made, reviewed, signed, frozen. */
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "city/issued.h"
#include "document/executive_report.h"
#include "web/job_page.h"
#include "web/position_page.h"
#include "web/words.h"

struct changed_row {
    struct str name;
    struct money current, current_now, disbursed, disbursed_now, change;
};
static const struct field changed_fields[] = {
    FIELD(struct changed_row, name, FIELD_KEY, "ชื่อ", "Name"),
    FIELD(struct changed_row, current, 0, "หลังปรับโอนในรายงาน", "After transfers as reported"),
    FIELD(struct changed_row, current_now, 0, "หลังปรับโอนที่รู้ขณะนี้", "After transfers as known now"),
    FIELD(struct changed_row, disbursed, 0, "เบิกจ่ายในรายงาน", "Disbursed as reported"),
    FIELD(struct changed_row, disbursed_now, 0, "เบิกจ่ายที่รู้ขณะนี้", "Disbursed as known now"),
    FIELD(struct changed_row, change, 0, "เปลี่ยนไป", "Change"),
};
static const struct row_type changed_type = ROW_TYPE(struct changed_row, changed_fields);

static const struct form_field make_fields[] = {
    {.name = "kind", .kind = FORM_CHOICE, .label = TR("รอบ"), .required = true},
    {.name = "period", .kind = FORM_CHOICE, .label = TR("เดือนสุดท้ายของรอบ"), .required = true},
    {.name = "decision", .kind = FORM_LONG, .label = TR("เรื่องที่ขอให้ตัดสินใจ"), .required = true, .max = 2000},
};

/* ---- the list ---- */

static void period_choices(struct req *r, struct form_field *f)
{
    struct form_choice *c = ARENA_ARRAY(r->a, struct form_choice, 12);
    size_t n = 0;

    for (int32_t i = 11; i >= 0; i--) {
        int32_t m = date_add_days(fy_start((int32_t)r->year), 31 * i).yyyymmdd / 100;

        if (m * 100 + 1 <= r->today.yyyymmdd) {
            struct str day = money_day_text(r, DATE(m * 100 + 1));

            c[n++] = (struct form_choice){str_format(r->a, "%d", m), str_slice(day, 2, day.n)};
        }
    }
    f->choice = c;
    f->choices = n;
}

static bool show_list(struct req *r, struct form *wrong, const char *which, int status, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {
        {"code", COL_LINK, "/executive-reports/", "code", NULL}, {"kind", COL_WORD, "executive_kind", NULL, NULL},
        {"as_of", COL_PLAIN, NULL, NULL, NULL},                  {"state", COL_TAG, "executive_state", NULL, NULL},
        {"made_by", COL_PLAIN, NULL, NULL, NULL},                {"reviewed_by", COL_PLAIN, NULL, NULL, NULL},
        {"signed_by", COL_PLAIN, NULL, NULL, NULL},              {"signed_at", COL_PLAIN, NULL, NULL, NULL},
    };
    struct money_page *p = ARENA_NEW(r->a, struct money_page);
    const struct executive_report *x;
    struct money_section *s;
    struct rows rows;
    int64_t is_signed = 0;

    if (!executive_list(r->db, r->a, r->year, &rows, e)) {
        return false;
    }
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &executive_report_type, rows.p, rows.n, NULL, STR_NONE, STR("executive-reports"), ret, e);
    }
    x = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        is_signed += str_eq(x[i].state, STR("signed"));
    }
    p->title = tr(r->lang, TR("รายงานผู้บริหาร"));
    p->lead = rows.n ? SAY(r, TR("{signed} ฉบับลงนามแล้ว จาก {n} ฉบับ ตัวเลขของแต่ละฉบับตรึงไว้ตั้งแต่จัดทำ"),
                           {STR("{signed}"), money_count_text(r, is_signed)}, {STR("{n}"), money_count_text(r, (int64_t)rows.n)})
                     : tr(r->lang, TR("ปีนี้ยังไม่มีรายงานผู้บริหาร"));
    position_tabs(r, p, "/executive-reports");
    s = money_section(p);
    s->id = STR("reports");
    s->title = tr(r->lang, TR("รายงาน"));
    s->path = STR("/executive-reports");
    s->has_table = true;
    s->table = (struct table_view){.type = &executive_report_type, .rows = rows.p, .n = rows.n, .cols = cols,
                                   .ncols = ARRAY_LEN(cols), .caption = s->title,
                                   .empty = tr(r->lang, TR("ยังไม่มี"))};
    if (actor_may(&r->session.actor, PERM_DOCUMENT)) {
        struct money_panel *x2 = money_panel(p);

        x2->title = tr(r->lang, TR("จัดทำรายงาน"));
        x2->note = tr(r->lang, TR("ตัวเลข ณ วันสุดท้ายของรอบ หรือวันนี้ถ้ายังไม่ถึง ตรึงไว้ทันที"));
        x2->action = STR("/executive-reports");
        x2->submit = tr(r->lang, TR("จัดทำ"));
        x2->form = money_form(r, make_fields, ARRAY_LEN(make_fields));
        money_words(r, "executive_kind", &x2->form.field[0]);
        period_choices(r, &x2->form.field[1]);
        if (wrong) {
            for (size_t i = 0; i < x2->form.n; i++) {
                x2->form.field[i].value = wrong->field[i].value;
                x2->form.field[i].error = wrong->field[i].error;
            }
            x2->form.wrong = true;
            x2->form.error = wrong->error;
        }
    }
    (void)which;
    return money_show(r, p, "/executive-reports", status, ret, e);
}

bool executive_reports_page(struct req *r, struct reply *ret, struct err *e)
{
    return show_list(r, NULL, "", 200, ret, e);
}

struct making {
    struct executive_new n;
    struct executive_figures figures;
};

static bool do_make(struct act *by, void *ctx, struct err *e)
{
    struct money_post *p = ctx;
    struct making *m = p->more;
    struct str code;

    return executive_make(by, &m->n, &code, e);
}

bool executive_make_post(struct req *r, struct reply *ret, struct err *e)
{
    struct money_post *p = ARENA_NEW(r->a, struct money_post);
    struct making *m = ARENA_NEW(r->a, struct making);
    struct date day;

    if (position_away(r, true, executive_make_post, ret, e)) {
        return true;
    }
    p->form = money_form(r, make_fields, ARRAY_LEN(make_fields));
    money_words(r, "executive_kind", &p->form.field[0]);
    period_choices(r, &p->form.field[1]);
    form_read(&p->form, r);
    m->n = (struct executive_new){.year = r->year, .kind = form_value(&p->form, "kind"),
                                  .decision = form_value(&p->form, "decision"), .figures = &m->figures};
    if (!req_int(r, "period", 0, 999999, 0, &m->n.period, e) ||
        !executive_day(r->year, m->n.kind, m->n.period, r->today, &day, e) ||
        !executive_figures(r->server->position, r->db, r->a, r->year, day, &m->figures, e)) {
        form_refuse(&p->form, r, e);
        return show_list(r, &p->form, "", 400, ret, e);
    }
    p->year = r->year;
    p->more = m;
    p->write = do_make;
    p->page = (struct money_post_page){show_list, "", "/executive-reports"};
    return money_post(r, p, ret, e);
}

/* ---- one report ---- */

static void put_rows(struct req *r, struct money_page *p, const struct rows *rows, const char *dim, const char *title)
{
    static const struct col cols[] = {
        {"name", COL_PLAIN, NULL, NULL, NULL},        {"approved", COL_MILLION, NULL, NULL, NULL},
        {"current", COL_MILLION, NULL, NULL, NULL},   {"allotted", COL_MILLION, NULL, NULL, NULL},
        {"obligated", COL_MILLION, NULL, NULL, NULL}, {"disbursed", COL_MILLION, NULL, NULL, NULL}};
    static const struct col month[] = {{"name", COL_PLAIN, NULL, NULL, NULL},
                                       {"planned", COL_MILLION, NULL, NULL, NULL},
                                       {"disbursed", COL_MILLION, NULL, NULL, NULL}};
    const struct executive_row *x = rows->p;
    struct money_section *s = money_section(p);
    bool months = strcmp(dim, "month") == 0;
    size_t from = 0, n = 0;

    while (from < rows->n && !str_eq(x[from].dim, str_from(dim))) {
        from++;
    }
    while (from + n < rows->n && str_eq(x[from + n].dim, str_from(dim))) {
        n++;
    }
    s->id = str_from(dim);
    s->title = tr(r->lang, title);
    s->unit = tr(r->lang, TR("ล้านบาท"));
    s->has_table = true;
    s->table = (struct table_view){.type = &executive_row_type, .rows = x + from, .n = n,
                                   .cols = months ? month : cols,
                                   .ncols = months ? ARRAY_LEN(month) : ARRAY_LEN(cols),
                                   .total = months ? NULL : x, .caption = s->title};
}

/* What the ledger says today about the day of the report, where it differs. */
static bool put_changed(struct req *r, struct money_page *p, const struct executive_report *x, const struct rows *rows,
                        struct err *e)
{
    const enum pos_dim agency[] = {POS_DIM_AGENCY};
    struct position_filter f = {.year = x->year, .as_of = x->as_of};
    const struct executive_row *was = rows->p;
    struct changed_row *c;
    struct position_table t;
    struct money_section *s;
    size_t n = 0;

    if (!position_get(r->server->position, r->db, r->a, &f, POSITION_BY(agency, 1, LANG_TH), &t, e)) {
        return false;
    }
    c = ARENA_ARRAY(r->a, struct changed_row, t.n + 1);
    for (size_t i = 0; i < t.n; i++) {
        for (size_t k = 0; k < rows->n; k++) {
            const struct position_sum *now = &t.row[i];

            if (str_eq(was[k].dim, STR("agency")) && str_eq(was[k].code, now->key[0]) &&
                (was[k].current.satang != now->current.satang || was[k].disbursed.satang != now->disbursed.satang ||
                 was[k].obligated.satang != now->obligated.satang)) {
                c[n++] = (struct changed_row){now->name[0], was[k].current, now->current, was[k].disbursed,
                                              now->disbursed, money_sub(now->disbursed, was[k].disbursed)};
            }
        }
    }
    s = money_section(p);
    s->id = STR("changed");
    s->title = tr(r->lang, TR("เปลี่ยนไปหลังจัดทำ"));
    s->unit = tr(r->lang, TR("บาท"));
    s->note = SAY(r, TR("ตัวเลขของวันเดียวกันตามที่รู้ขณะนี้ รายการที่บันทึกหลังรายการบัญชีที่ {seq} แต่ลงวันที่ย้อนหลังทำให้ต่าง"),
                  {STR("{seq}"), money_count_text(r, x->entry_seq)});
    s->has_table = true;
    s->table = (struct table_view){.type = &changed_type, .rows = c, .n = n, .caption = s->title,
                                   .empty = tr(r->lang, TR("ไม่เปลี่ยน: ตัวเลขของวันนั้นยังเท่าเดิมทุกหน่วยงาน"))};
    return true;
}

static void put_event(struct req *r, struct money_page *p, const struct executive_report *x, const char *event,
                      const char *title, bool second)
{
    static const struct form_field version[] = {{.name = "version", .kind = FORM_HIDDEN, .label = TR("รุ่น")}};
    struct money_panel *a = money_panel(p);

    a->title = a->submit = tr(r->lang, title);
    a->action = str_format(r->a, "/executive-reports/%.*s/%s", STR_FMT(x->code), event);
    a->form = money_form(r, version, 1);
    a->form.field[0].value = str_format(r->a, "%lld", (long long)x->version);
    a->second = second;
}

static void put_events(struct req *r, struct money_page *p, const struct executive_report *x)
{
    bool draft = str_eq(x->state, STR("draft")), reviewed = str_eq(x->state, STR("reviewed"));
    bool mine = str_eq(x->made_by, r->session.actor.name);

    if (draft && !mine && actor_may(&r->session.actor, PERM_DOCUMENT)) {
        put_event(r, p, x, "review", TR("ตรวจแล้ว ถูกต้อง"), false);
    }
    if (reviewed && !mine && !str_eq(x->reviewed_by, r->session.actor.name) &&
        actor_may(&r->session.actor, PERM_POST_APPROVE)) {
        put_event(r, p, x, "sign", TR("ลงนาม"), false);
    }
    if ((draft || reviewed) && actor_may(&r->session.actor, PERM_DOCUMENT)) {
        put_event(r, p, x, "drop", TR("ยกเลิกฉบับนี้"), true);
    }
    if (actor_may(&r->session.actor, PERM_DOCUMENT) && !str_eq(x->state, STR("dropped"))) {
        put_event(r, p, x, "print", TR("พิมพ์ PDF"), true);
    }
}

bool executive_report_page(struct req *r, struct reply *ret, struct err *e)
{
    struct money_page *p = ARENA_NEW(r->a, struct money_page);
    const struct executive_row *t;
    struct executive_report x;
    struct rows rows;
    bool whole;

    if (position_away(r, r->format == FORMAT_HTML, executive_report_page, ret, e)) {
        return true;
    }
    if (!executive_get(r->db, r->a, r->seg[0], &x, e) || !executive_rows(r->db, r->a, &x, &rows, &whole, e)) {
        return false;
    }
    if (r->format != FORMAT_HTML) {
        return reply_table(r, &executive_row_type, rows.p, rows.n, NULL, STR_NONE, x.code, ret, e);
    }
    t = rows.p;
    p->title = SAY(r, TR("รายงานผู้บริหาร {code}"), {STR("{code}"), x.code});
    p->lead = SAY(r, TR("{state} · ณ {day} เบิกจ่าย {paid} ล้านบาท ร้อยละ {rate} ของหลังปรับโอน {current} ล้านบาท จัดทำโดย {who}"),
                  {STR("{state}"), word_label("executive_state", x.state, r->lang)},
                  {STR("{day}"), money_day_text(r, x.as_of)}, {STR("{paid}"), money_million_text(r, t->disbursed)},
                  {STR("{rate}"), money_share_text(r, money_share_bp(t->disbursed, t->current))},
                  {STR("{current}"), money_million_text(r, t->current)}, {STR("{who}"), x.made_by});
    money_note(p, SAY(r, TR("เรื่องที่ขอให้ตัดสินใจ: {text}"), {STR("{text}"), x.decision}), STR_NONE, STR_NONE);
    if (!whole) {
        p->note[p->note_n++] = (struct money_note){
            .text = tr(r->lang, TR("ตัวเลขในคลังไม่ตรงกับลายนิ้วมือที่ตรึงไว้ ห้ามใช้ฉบับนี้")), .stop = true};
    }
    if (x.signed_by.n) {
        money_note(p, SAY(r, TR("ลงนามโดย {who} {capacity}"), {STR("{who}"), x.signed_by}, {STR("{capacity}"), x.capacity}),
                   STR_NONE, STR_NONE);
    }
    position_tabs(r, p, "");
    if (!put_changed(r, p, &x, &rows, e)) {
        return false;
    }
    put_rows(r, p, &rows, "type", TR("ตามงบรายจ่าย"));
    put_rows(r, p, &rows, "month", TR("แผนกับผลรายเดือน"));
    put_rows(r, p, &rows, "agency", TR("ตามหน่วยรับงบประมาณ"));
    put_events(r, p, &x);
    return money_show(r, p, "/executive-reports", 200, ret, e);
}

struct event_post {
    struct str code, event;
    int64_t version;
};

static bool do_event(struct act *by, void *ctx, struct err *e)
{
    const struct event_post *x = ctx;

    return executive_event(by, x->code, x->event, x->version, e);
}

static bool event_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    const struct event_post *x = ctx;

    (void)e;
    reply_done(r, str_format(r->a, "/executive-reports/%.*s", STR_FMT(x->code)), ret);
    return true;
}

static bool print(struct req *r, struct str code, struct reply *ret, struct err *e)
{
    struct str format = req_field(r, "format");
    struct executive_report x;
    struct sbuf b;
    struct jw w;

    if (!executive_get(r->db, r->a, code, &x, e) ||
        !issued_may_make(&r->session.actor, ISSUED_EXECUTIVE_REPORT, 0, 0, e)) {
        return false;
    }
    sbuf_init(&b, r->a, 1024);
    jw_init(&w, &b, false);
    jw_object(&w, NULL);
    J(&w, "year", x.year);
    J(&w, "document", STR("executive_report"));
    J(&w, "format", format.n ? format : STR("pdf"));
    J(&w, "subject", code);
    jw_end_object(&w);
    return job_start(r, "document", sbuf_str(&b), ret, e);
}

bool executive_event_post(struct req *r, struct reply *ret, struct err *e)
{
    struct event_post *x = ARENA_NEW(r->a, struct event_post);

    x->code = r->seg[0];
    x->event = r->seg[1];
    if (str_eq(x->event, STR("print"))) {
        return print(r, x->code, ret, e);
    }
    return req_int(r, "version", 0, INT64_MAX, 0, &x->version, e) && req_write(r, do_event, event_done, x, ret, e);
}
