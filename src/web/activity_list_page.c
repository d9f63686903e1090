/* activity_list_page.c - /activities: what is late first; the city by agency; plans as a table of steps; a file of many. */
#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "exchange/import.h"
#include "web/activity_page.h"
#include "web/later.h"
#include "web/money_parts.h"
#include "web/procurement_page.h"
#include "web/transfer.h"
#include "web/words.h"

static const struct form_field file_fields[] = {
    {.name = "file", .kind = FORM_FILE, .label = TR("แฟ้ม CSV หรือ XLSX"), .required = true},
    {.name = "convert", .kind = FORM_CHECK, .label = TR("แปลงน้ำหนักที่พิมพ์เป็นค่าสะสมให้เป็นรายขั้นตอน")},
};

/* ---- the list ---- */

static bool list_filter(struct req *r, struct activity_filter *f, struct agency *ret_agency, struct err *e)
{
    int64_t due;

    *f = (struct activity_filter){.year = r->year, .agency_id = pace_agency(r), .as_of = r->today};
    f->show = req_query(r, "show");
    if (!str_eq(f->show, STR("late")) && !str_eq(f->show, STR("sent")) && !str_eq(f->show, STR("done")))
        f->show = STR("all");
    if (req_query(r, "agency").n && r->method == METHOD_GET) {
        if (!agency_get(r->db, r->a, req_query(r, "agency"), ret_agency, e))
            return false;
        f->agency_id = ret_agency->id;
    } else if (f->agency_id && !agency_by_id(r->db, r->a, f->agency_id, ret_agency, e)) {
        return false;
    }
    f->drafts = f->agency_id && (actor_belongs(&r->session.actor, f->agency_id) || r->session.actor.user_id == 0);
    if (!req_int(r, "after", 0, INT64_MAX, 0, &f->after, e) || !req_int(r, "due", 0, 29991231, 0, &due, e))
        return false;
    f->after_due = DATE((int32_t)due);
    return true;
}

static struct str agency_part(struct req *r, const struct agency *g)
{
    return g->code.n ? str_format(r->a, "&agency=%.*s", STR_FMT(g->code)) : STR_NONE;
}

static void tabs(struct req *r, struct money_page *p, const struct agency *g, struct str show)
{
    static const char *const words[] = {"all", "late", "sent", "done"};
    static const char *const labels[] = {TR("ทั้งหมด"), TR("ช้ากว่าแผน"), TR("รอเห็นชอบ"), TR("เสร็จแล้ว")};

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        p->tab[p->tab_n++] = (struct money_link){
            tr(r->lang, labels[i]),
            str_format(r->a, "/activities?show=%s%.*s", words[i], STR_FMT(agency_part(r, g))),
            str_eq(show, str_from(words[i]))};
    p->tab[p->tab_n++] = (struct money_link){tr(r->lang, TR("รายหน่วยงาน")), STR("/activities/agencies"), str_eq(show, STR("agencies"))};
    if (g->code.n)
        p->tab[p->tab_n++] = (struct money_link){
            tr(r->lang, TR("รายงานความก้าวหน้าประจำเดือน")),
            str_format(r->a, "/activities/progress?agency=%.*s", STR_FMT(g->code)), str_eq(show, STR("progress"))};
}

struct str activity_points_text(struct req *r, int64_t bp)
{
    return str_format(r->a, "%s%.*s", bp < 0 ? "−" : bp > 0 ? "+" : "", STR_FMT(money_share_text(r, bp < 0 ? -bp : bp)));
}

static struct str lead(struct req *r, const struct activity_count *c)
{
    if (c->activities == 0)
        return tr(r->lang, TR("ปีนี้ยังไม่มีแผนโครงการหรือกิจกรรม เริ่มจากนำเข้าแฟ้มแผน หรือเพิ่มทีละรายการ"));
    if (c->in_force == 0)
        return SAY(r, TR("มีแผน {n} รายการ ยังไม่มีแผนใดได้รับความเห็นชอบ รอพิจารณา {sent}"),
                   {STR("{n}"), money_count_text(r, c->activities)}, {STR("{sent}"), money_count_text(r, c->sent)});
    if (c->late)
        return SAY(r, TR("ช้ากว่าแผน {late} จาก {n} รายการ ช้าที่สุด {days} วัน โดยเฉลี่ยทำได้ร้อยละ {done} จากแผนร้อยละ {plan}"),
                   {STR("{late}"), money_count_text(r, c->late)}, {STR("{n}"), money_count_text(r, c->in_force)},
                   {STR("{days}"), money_count_text(r, c->most_days)}, {STR("{done}"), money_share_text(r, c->done.bp)},
                   {STR("{plan}"), money_share_text(r, c->planned.bp)});
    return SAY(r, TR("ไม่มีรายการใดช้ากว่าแผน {n} รายการทำได้โดยเฉลี่ยร้อยละ {done} จากแผนร้อยละ {plan}"),
               {STR("{n}"), money_count_text(r, c->in_force)}, {STR("{done}"), money_share_text(r, c->done.bp)},
               {STR("{plan}"), money_share_text(r, c->planned.bp)});
}

static void facts(struct req *r, struct money_page *p, const struct activity_count *c)
{
    money_fact(p, tr(r->lang, TR("แผนที่มีผล")), money_count_text(r, c->in_force),
               SAY(r, TR("ไม่ใช้เงิน {n} รายการ"), {STR("{n}"), money_count_text(r, c->free)}));
    money_fact(p, tr(r->lang, TR("ทำได้จริงเฉลี่ย (%)")), money_share_text(r, c->done.bp),
               SAY(r, TR("ต่างจากแผน {points} จุด"), {STR("{points}"), activity_points_text(r, c->slip.bp)}));
    p->fact[1].warn = c->slip.bp < 0;
    money_fact(p, tr(r->lang, TR("ช้ากว่าแผน")), money_count_text(r, c->late),
               SAY(r, TR("เสร็จแล้ว {n} รายการ"), {STR("{n}"), money_count_text(r, c->finished)}));
    p->fact[2].stop = c->late > 0;
    money_fact(p, tr(r->lang, TR("รอเห็นชอบ")), money_count_text(r, c->sent),
               SAY(r, TR("ร่างอีก {n} รายการ"), {STR("{n}"), money_count_text(r, c->drafts)}));
}

/* The agency's column is left out where all rows are of one. */
static const struct col list_cols[] = {
    {"agency_name", COL_PLAIN, NULL, NULL, NULL},     {"unit", COL_UNDER, NULL, NULL, NULL},
    {"name", COL_LINK, "/activities/", "code", NULL}, {"code", COL_UNDER, NULL, NULL, NULL},
    {"pace", COL_TAG, "activity_pace", NULL, NULL},   {"planned", COL_PLAIN, NULL, NULL, NULL},
    {"done", COL_BAR, NULL, NULL, NULL},              {"slip", COL_PLAIN, NULL, NULL, NULL},
    {"late_days", COL_PLAIN, NULL, NULL, NULL},       {"due", COL_PLAIN, NULL, NULL, NULL},
    {"amount", COL_WHOLE, NULL, NULL, NULL},
};

static bool all_rows(struct req *r, void *ctx, struct rows *ret, struct str *ret_next, struct err *e)
{
    struct activity *out = ARENA_ARRAY(r->a, struct activity, LATER_ROWS);
    struct activity_filter *f = ctx;
    size_t n = 0;

    for (;;) {
        const struct activity *x;
        struct rows rows;
        size_t take;

        if (!activity_list(r->db, r->a, f, &rows, e))
            return false;
        x = rows.p;
        take = rows.n > ACTIVITY_PAGE ? ACTIVITY_PAGE : rows.n;
        for (size_t i = 0; i < take; i++)
            out[n++] = x[i];
        if (rows.n <= ACTIVITY_PAGE || n + ACTIVITY_PAGE > LATER_ROWS)
            break;
        f->after = x[take - 1].id;
        f->after_due = x[take - 1].due.yyyymmdd ? x[take - 1].due : DATE(20991231);
    }
    *ret = (struct rows){out, n};
    *ret_next = STR_NONE;
    return true;
}

/* One bar an activity: from the first planned day to the last, what is done of it dark. */
static bool agency_gantt(struct req *r, struct money_page *p, const struct agency *g, const struct rows *shown, struct err *e)
{
    struct money_section *s;
    struct rows rows;

    if (!activity_steps_of(r->db, r->a, r->year, g->id, r->today, &rows, e))
        return false;
    if (rows.n == 0 || rows.n > 60)
        return true;
    s = money_section(p);
    s->id = STR("gantt");
    s->title = tr(r->lang, TR("ขั้นตอนตามเดือน"));
    s->note = tr(r->lang, TR("แถบอ่อนคือแผน แถบเข้มคือส่วนที่ทำแล้ว แถบแดงคือช้ากว่าแผน เส้นแดงคือวันนี้ ขั้นที่ไม่มีแถบคือเอกสารไม่ระบุเดือน"));
    s->path = STR("/activities/steps");
    s->query = str_format(r->a, "agency=%.*s", STR_FMT(g->code));
    s->has_picture = true;
    activity_gantt(r, &(const struct activity_gantt){.step = rows.p, .n = rows.n, .x = shown->p, .xs = shown->n, .id = s->id},
                   &s->picture, &s->picture_small);
    return true;
}

static void panels(struct req *r, struct money_page *p, const struct form *file)
{
    struct money_panel *x;

    if (!actor_may(&r->session.actor, PERM_RESULT))
        return;
    money_note(p, tr(r->lang, TR("เพิ่มโครงการหรือกิจกรรมของหน่วยงานได้ที่นี่")), STR("/activities/new"), tr(r->lang, TR("เพิ่มแผน")));
    x = money_act(p);
    x->title = tr(r->lang, TR("นำเข้าแผนจากแฟ้ม"));
    x->note = tr(r->lang, TR("หนึ่งแถวต่อหนึ่งขั้นตอน ใช้แฟ้มที่ดาวน์โหลดจากตารางขั้นตอนเป็นต้นแบบได้ แผนที่นำเข้าจะส่งให้หัวหน้าหน่วยงานเห็นชอบ"));
    x->action = STR("/activities/file");
    x->submit = tr(r->lang, TR("นำเข้า"));
    x->file = true;
    x->form = file ? *file : money_form(r, file_fields, ARRAY_LEN(file_fields));
}

static bool list_show(struct req *r, const struct form *file, const struct import_report *report, int status,
                      struct reply *ret, struct err *e)
{
    struct money_page *p = ARENA_NEW(r->a, struct money_page);
    struct activity_filter *f = ARENA_NEW(r->a, struct activity_filter);
    struct agency g = {0};
    struct activity_count c;
    struct money_section *s;
    const struct activity *x;
    struct rows rows;
    size_t skip;

    if (!list_filter(r, f, &g, e))
        return false;
    skip = g.code.n ? 2 : 0;
    if (r->format != FORMAT_HTML)
        return table_later(r, all_rows, f, &activity_type, str_format(r->a, "activities-%lld", (long long)r->year), ret, e);
    if (!activity_list(r->db, r->a, f, &rows, e) ||
        !activity_counts(r->db, r->a, f, &c, e))
        return false;
    x = rows.p;
    if (rows.n > ACTIVITY_PAGE) {
        rows.n = ACTIVITY_PAGE;
        p->next = str_format(r->a, "/activities?show=%.*s%.*s&after=%lld&due=%d", STR_FMT(f->show), STR_FMT(agency_part(r, &g)),
                             (long long)x[rows.n - 1].id, x[rows.n - 1].due.yyyymmdd ? x[rows.n - 1].due.yyyymmdd : 20991231);
    }
    p->title = g.code.n ? str_format(r->a, "%.*s · %.*s", STR_FMT(tr(r->lang, TR("แผนกิจกรรมและความก้าวหน้า"))), STR_FMT(r->lang == LANG_EN && g.name_en.n ? g.name_en : g.name_th))
                        : tr(r->lang, TR("แผนกิจกรรมและความก้าวหน้า"));
    p->lead = lead(r, &c);
    tabs(r, p, &g, f->show);
    facts(r, p, &c);
    if (report) {
        s = money_section(p);
        s->id = STR("report");
        s->title = report->written || report->refused == 0 ? tr(r->lang, TR("ผลการนำเข้า")) : tr(r->lang, TR("ไม่นำเข้า แก้แถวเหล่านี้ก่อน"));
        s->note = SAY(r, TR("อ่าน {read} แถว รับ {ok} ไม่เปลี่ยน {same} แก้ให้ {mend} รับไม่ได้ {wrong}"), {STR("{read}"), money_count_text(r, report->read)},
                      {STR("{ok}"), money_count_text(r, report->accepted)}, {STR("{same}"), money_count_text(r, report->unchanged)},
                      {STR("{mend}"), money_count_text(r, report->repaired)}, {STR("{wrong}"), money_count_text(r, report->refused)});
        s->has_table = report->issues.n > 0;
        s->table = (struct table_view){.type = &import_issue_type, .rows = report->issues.p, .n = report->issues.n, .caption = s->title};
    }
    s = money_section(p);
    s->id = STR("list");
    s->title = tr(r->lang, TR("โครงการและกิจกรรม"));
    s->path = STR("/activities");
    s->query = str_format(r->a, "show=%.*s%.*s", STR_FMT(f->show), STR_FMT(agency_part(r, &g)));
    s->has_table = true;
    s->table = (struct table_view){.type = &activity_type, .rows = rows.p, .n = rows.n, .cols = list_cols + skip, .ncols = ARRAY_LEN(list_cols) - skip,
                                   .caption = s->title, .remember = STR("activities"),
                                   .empty = tr(r->lang, TR("ไม่มีรายการในมุมมองนี้"))};
    if (g.code.n && !agency_gantt(r, p, &g, &rows, e))
        return false;
    panels(r, p, file);
    return money_show(r, p, "/activities", status, ret, e);
}

bool activity_list_page(struct req *r, struct reply *ret, struct err *e)
{
    return list_show(r, NULL, NULL, 200, ret, e);
}

/* ---- the city ---- */

bool activity_agencies_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {
        {"name", COL_LINK, "/activities?agency=", "code", NULL}, {"in_force", COL_PLAIN, NULL, NULL, NULL},
        {"planned", COL_PLAIN, NULL, NULL, NULL},                {"done", COL_BAR, NULL, NULL, NULL},
        {"slip", COL_PLAIN, NULL, NULL, NULL},                   {"late", COL_PLAIN, NULL, NULL, NULL},
        {"most_days", COL_PLAIN, NULL, NULL, NULL},              {"finished", COL_PLAIN, NULL, NULL, NULL},
        {"sent", COL_PLAIN, NULL, NULL, NULL},
    };
    struct money_page *p = ARENA_NEW(r->a, struct money_page);
    const struct activity_agency *g;
    struct chart_item *bar;
    struct agency none = {0};
    struct money_section *s;
    size_t behind = 0;
    struct rows rows;

    if (!activity_agencies(r->db, r->a, r->year, r->today, &rows, e))
        return false;
    if (r->format != FORMAT_HTML)
        return reply_table(r, &activity_agency_type, rows.p, rows.n, NULL, STR_NONE,
                           str_format(r->a, "activity-agencies-%lld", (long long)r->year), ret, e);
    g = rows.p;
    bar = ARENA_ARRAY(r->a, struct chart_item, rows.n + 1);
    for (size_t i = 0; i < rows.n && g[i].slip.bp < 0; i++, behind++)
        bar[i] = (struct chart_item){.label = g[i].name, .value = -g[i].slip.bp, .colour = 1,
                                     .value_text = SAY(r, TR("ช้า {points} จุด · {n} รายการ"), {STR("{points}"), money_share_text(r, -g[i].slip.bp)},
                                                       {STR("{n}"), money_count_text(r, g[i].late)}),
                                     .href = str_format(r->a, "/activities?show=late&agency=%.*s", STR_FMT(g[i].code))};
    p->title = tr(r->lang, TR("ความก้าวหน้าของแผนรายหน่วยงาน"));
    p->lead = behind ? SAY(r, TR("{n} จาก {all} หน่วยงานช้ากว่าแผนโดยเฉลี่ย มากที่สุดคือ{name} {points} จุด"), {STR("{n}"), money_count_text(r, (int64_t)behind)},
                           {STR("{all}"), money_count_text(r, (int64_t)rows.n)}, {STR("{name}"), g[0].name},
                           {STR("{points}"), money_share_text(r, -g[0].slip.bp)})
              : rows.n ? SAY(r, TR("ทุกหน่วยงานที่มีแผน ({n}) ทำได้ตามแผนโดยเฉลี่ย"), {STR("{n}"), money_count_text(r, (int64_t)rows.n)})
                       : tr(r->lang, TR("ปีนี้ยังไม่มีแผนโครงการหรือกิจกรรม เริ่มจากนำเข้าแฟ้มแผน หรือเพิ่มทีละรายการ"));
    tabs(r, p, &none, STR("agencies"));
    s = money_section(p);
    s->id = STR("agencies");
    s->title = behind ? tr(r->lang, TR("หน่วยงานที่ช้ากว่าแผน")) : tr(r->lang, TR("หน่วยงานที่มีแผน"));
    s->path = STR("/activities/agencies");
    s->note = tr(r->lang, TR("จุดร้อยละเฉลี่ยของแผนที่มีผล ผลจริงลบแผน ณ วันนี้"));
    money_bars(r, s, bar, behind > 12 ? 12 : behind);
    s->has_table = true;
    s->table = (struct table_view){.type = &activity_agency_type, .rows = rows.p, .n = rows.n, .cols = cols, .ncols = ARRAY_LEN(cols),
                                   .caption = p->title, .empty = tr(r->lang, TR("ไม่มีรายการในมุมมองนี้"))};
    return money_show(r, p, "/activities", 200, ret, e);
}

/* ---- plans as a table of steps: what a file carries out and in ---- */

static bool step_rows(struct req *r, void *ctx, struct rows *ret, struct str *ret_next, struct err *e)
{
    const struct activity_filter *f = ctx;

    *ret_next = STR_NONE;
    return activity_file_rows(r->db, r->a, f->year, f->agency_id, r->today, ret, e);
}

bool activity_steps_page(struct req *r, struct reply *ret, struct err *e)
{
    static const struct col cols[] = {
        {"name", COL_PLAIN, NULL, NULL, NULL},   {"n", COL_PLAIN, NULL, NULL, NULL},      {"step", COL_PLAIN, NULL, NULL, NULL},
        {"weight", COL_PLAIN, NULL, NULL, NULL}, {"cumulative", COL_PLAIN, NULL, NULL, NULL}, {"months", COL_PLAIN, NULL, NULL, NULL},
        {"done", COL_BAR, NULL, NULL, NULL},     {"done_on", COL_PLAIN, NULL, NULL, NULL},
    };
    struct money_page *p = ARENA_NEW(r->a, struct money_page);
    struct activity_filter *f = ARENA_NEW(r->a, struct activity_filter);
    struct money_section *s;
    struct agency g = {0};
    struct rows rows;

    if (!list_filter(r, f, &g, e))
        return false;
    if (r->format != FORMAT_HTML)
        return table_later(r, step_rows, f, &activity_file_type, str_format(r->a, "activity-steps-%lld", (long long)r->year), ret, e);
    if (f->agency_id == 0) {
        reply_redirect(r, STR("/activities/agencies"), ret);
        return true;
    }
    if (!activity_file_rows(r->db, r->a, r->year, f->agency_id, r->today, &rows, e))
        return false;
    p->title = str_format(r->a, "%.*s · %.*s", STR_FMT(tr(r->lang, TR("ขั้นตอนของแผน"))), STR_FMT(g.name_th));
    p->lead = SAY(r, TR("{n} ขั้นตอนของแผนที่มีผล แฟ้มจากหน้านี้แก้แล้วนำเข้ากลับได้"), {STR("{n}"), money_count_text(r, (int64_t)rows.n)});
    tabs(r, p, &g, STR("steps"));
    s = money_section(p);
    s->id = STR("steps");
    s->title = tr(r->lang, TR("ขั้นตอน"));
    s->path = STR("/activities/steps");
    s->query = str_format(r->a, "agency=%.*s", STR_FMT(g.code));
    s->has_table = true;
    s->table = (struct table_view){.type = &activity_file_type, .rows = rows.p, .n = rows.n, .cols = cols, .ncols = ARRAY_LEN(cols),
                                   .caption = p->title, .empty = tr(r->lang, TR("ไม่มีรายการในมุมมองนี้"))};
    return money_show(r, p, "/activities", 200, ret, e);
}

/* ---- a file of many ---- */

struct file_ctx {
    struct form form;
    struct import_report report;
};

static bool file_run(struct req *r, void *ctx, struct err *e)
{
    struct file_ctx *c = ctx;
    struct import_job job = {.kind = STR("activities"),
                             .src = {.path = r->upload->path},
                             .options = {.year = r->year, .convert = form_value(&c->form, "convert").n > 0},
                             .who = &r->session.actor,
                             .now_ms = r->now_ms};

    return import_run(r->server->store, r->a, &job, &c->report, e);
}

static bool file_done(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct file_ctx *c = ctx;

    return list_show(r, c->report.refused ? &c->form : NULL, &c->report, c->report.refused ? 400 : 200, ret, e);
}

static bool file_refused(struct req *r, void *ctx, struct reply *ret, struct err *e)
{
    struct file_ctx *c = ctx;
    struct err again = {0};

    form_wrong(&c->form, "file", word_error(r->a, e, r->lang));
    return list_show(r, &c->form, NULL, err_http(e->code), ret, &again);
}

bool activity_file_post(struct req *r, struct reply *ret, struct err *e)
{
    struct file_ctx *c = ARENA_NEW(r->a, struct file_ctx);

    c->form = money_form(r, file_fields, ARRAY_LEN(file_fields));
    form_read(&c->form, r);
    if (!upload_required(r, e))
        return file_refused(r, c, ret, e);
    r->refused = file_refused;
    return req_offload(r, file_run, file_done, c, ret, e);
}
